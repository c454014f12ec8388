/** Tests of the cores of a process. */
import { expect } from "chai";
import { coresOf, parseCores } from "./proc-cores.js";

describe("proc-cores.ts", () => {
  it("reads ranges and single cores", () => {
    expect(parseCores("Cpus_allowed:\tf\nCpus_allowed_list:\t0-1,4,6-7\nMems_allowed:\t1\n")).to.deep.equal([
      0, 1, 4, 6, 7,
    ]);
  });

  it("is null where the row is not there", () => {
    expect(parseCores("Name:\tnode\n")).to.equal(null);
  });

  it("knows none of a process that is gone", () => {
    expect(coresOf({ pid: 2 ** 30 })).to.equal(null);
  });
});
