/** Tests of what the fault does on a stage, and of the keys that go with each resource. */
import { expect } from "chai";
import { planStep } from "../proof/literals.js";
import { traitsOf } from "./index.js";
import { limit } from "./limit.js";
import { playedOut } from "./recording-stage.js";

const files = { resource: "open-files", files: 64 };

describe("fault limit", () => {
  it("limits, looks at the limit, and lifts it", async () => {
    const step = planStep({ fault: "limit", target: "engine", options: files });
    expect(await playedOut(limit, step)).to.deep.equal([
      "limit engine open-files 64",
      "limited engine",
      "unlimit engine",
    ]);
  });

  it("takes the size of what is measured in bytes", async () => {
    const options = { resource: "address-space", size: 65_536 };
    const [done] = await playedOut(limit, planStep({ fault: "limit", target: "engine", options }));
    expect(done).to.equal("limit engine address-space 65536");
  });

  it("wants the key that goes with its resource, and no other", () => {
    expect(limit.problemIn?.(files)).to.equal(null);
    expect(limit.problemIn?.({ resource: "file-size", files: 64 })).to.deep.equal({
      key: "files",
      message: "must be left out where the resource is file-size: say size",
    });
    expect(limit.problemIn?.({ resource: "open-files" })).to.deep.equal({
      key: "files",
      message: "is missing, must be a number of files such as 64, since the resource is open-files",
    });
  });

  it("lets the role exit, and has time to start it again", () => {
    const traits = traitsOf(planStep({ fault: "limit", options: files }));
    expect(traits).to.include({ mayExit: true, restarts: false, starts: 1, effect: "none" });
  });
});
