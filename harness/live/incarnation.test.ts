/** Tests of what is known of an incarnation beside its events. */
import { expect } from "chai";
import { outputOf } from "./incarnation.js";

describe("live/incarnation", () => {
  it("tells a program whose lines come in blocks because nothing here can change that", () => {
    const of = (buffering: "line" | "block", output: "as-is" | "pty" | "stdbuf") =>
      outputOf({ role: { buffering }, child: { output } } as Parameters<typeof outputOf>[0]);
    expect(of("block", "as-is")).to.equal("blocks");
    expect(of("block", "pty")).to.equal("pty");
    expect(of("block", "stdbuf")).to.equal("stdbuf");
    expect(of("line", "as-is")).to.equal("declared-line");
  });
});
