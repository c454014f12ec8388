/** Tests of what is said of the ends that nobody holds, on literal censuses. */
import { expect } from "chai";
import type { Held } from "../children/census.js";
import { isSameBreach, unattended } from "./holders.js";

const held = (end: Held["end"], more: Partial<Held> = {}): Held => ({
  ...{ pid: 7, command: "publisher", groupId: 7, end },
  ...more,
});
const told = unattended({ fifos: ["fifo"], ports: { bars: 5555 } });
const resources = (census: Parameters<typeof told>[0]) =>
  told(census).map((event) => (event.type === "holders" ? event.resource : event.type));

describe("live/holders", () => {
  it("says nothing where every end is held, and where the kernel does not tell", () => {
    expect(resources({ fifo: [held("read"), held("write")], bars: [held("listen")] })).to.deep.equal([]);
    expect(resources({ fifo: [held("both")], bars: [held("listen"), held("connect")] })).to.deep.equal([]);
    expect(resources(null)).to.deep.equal([]);
  });

  it("names each end that nobody holds", () => {
    expect(resources({ fifo: [held("write")], bars: [held("connect")] })).to.deep.equal([
      "the reading end of fifo",
      "the listening end of bars (tcp://127.0.0.1:5555)",
    ]);
    expect(resources({ fifo: [held("read")], bars: [held("listen")] })).to.deep.equal([
      "the writing end of fifo",
    ]);
  });

  it("does not take a listener on another address for one, and says where it is", () => {
    const census = { fifo: [held("both")], bars: [held("listen", { address: "127.0.0.2:5555" })] };
    expect(resources(census)).to.deep.equal([
      "the listening end of bars (tcp://127.0.0.1:5555), while pid 7 listens on 127.0.0.2:5555",
    ]);
  });

  it("tells a second reader that stays from another one, and from a copy that was gone when it was looked at again", () => {
    const breach = (...pids: number[]) =>
      ({
        type: "holders",
        resource: "fifo",
        problem: "two-readers",
        holders: pids.map((pid) => ({ pid, command: "engine", role: "engine", end: "read" as const })),
      }) as const;
    expect(isSameBreach(breach(7, 8), breach(8, 7))).to.equal(true);
    expect(isSameBreach(breach(7, 8), breach(7, 9))).to.equal(false);
    expect(isSameBreach(breach(7, 8), { ...breach(7, 8), resource: "other" })).to.equal(false);
  });
});
