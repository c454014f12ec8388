/** Tests of what is read of the limits of a process. */
import { expect } from "chai";
import { parseSoftLimit, softLimitOf } from "./proc-limits.js";

const limits = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max file size             unlimited            unlimited            bytes     
Max open files            1024                 1048576              files     
Max address space         536870912            unlimited            bytes     
`;

describe("proc-limits.ts", () => {
  it("reads the soft limit of each resource", () => {
    expect(parseSoftLimit(limits, "file-size")).to.equal("unlimited");
    expect(parseSoftLimit(limits, "open-files")).to.equal("1024");
    expect(parseSoftLimit(limits, "address-space")).to.equal("536870912");
  });

  it("is null where the row is not there, and for a process that is gone", () => {
    expect(parseSoftLimit("", "open-files")).to.equal(null);
    expect(softLimitOf({ pid: 2 ** 30 }, "open-files")).to.equal(null);
  });
});
