/** `--shard auto`: what each job runner says, and that an unclear word is an error rather than all of it. */
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { resolveShard, totalVariable } from "./shard-auto.js";

describe("shard-auto", () => {
  it("takes what was said", () => {
    expect(resolveShard(undefined, { CI_NODE_INDEX: "1", CI_NODE_TOTAL: "2" })).to.equal(null);
    expect(resolveShard({ index: 2, count: 3 }, {})).to.deep.equal({ index: 2, count: 3 });
  });

  it("reads GitLab, which counts from 1", () => {
    const shard = resolveShard("auto", { CI_NODE_INDEX: "4", CI_NODE_TOTAL: "4" });
    expect(shard).to.deep.equal({ index: 4, count: 4 });
  });

  it("reads a Kubernetes Indexed Job, which counts from 0", () => {
    const shard = resolveShard("auto", { JOB_COMPLETION_INDEX: "0", [totalVariable]: "4" });
    expect(shard).to.deep.equal({ index: 1, count: 4 });
  });

  const unclear: [string, Record<string, string>, RegExp][] = [
    ["nobody says anything", {}, /neither CI_NODE_INDEX \(GitLab, parallel\) nor JOB_COMPLETION_INDEX/],
    ["a GitLab job has no parallel", { CI_NODE_TOTAL: "1" }, /neither CI_NODE_INDEX/],
    ["both speak", { CI_NODE_INDEX: "1", CI_NODE_TOTAL: "2", JOB_COMPLETION_INDEX: "0" }, /both/],
    ["the total is missing", { JOB_COMPLETION_INDEX: "0" }, /is set, but not FAULTLINE_SHARD_TOTAL/],
    ["the total is no number", { CI_NODE_INDEX: "1", CI_NODE_TOTAL: "x" }, /CI_NODE_TOTAL must be a whole/],
    [
      "GitLab counts beyond the total",
      { CI_NODE_INDEX: "3", CI_NODE_TOTAL: "2" },
      /CI_NODE_INDEX must be from 1 to 2 with CI_NODE_TOTAL=2, got "3"/,
    ],
    [
      "Kubernetes counts beyond the total",
      { JOB_COMPLETION_INDEX: "2", [totalVariable]: "2" },
      /JOB_COMPLETION_INDEX must be from 0 to 1 with FAULTLINE_SHARD_TOTAL=2, got "2"/,
    ],
    ["an index is empty", { CI_NODE_INDEX: "", CI_NODE_TOTAL: "2" }, /got ""/],
  ];
  for (const [when, env, message] of unclear) {
    it(`is an error, never all of it, when ${when}`, () => {
      expect(() => resolveShard("auto", env))
        .to.throw(FaultlineError, message)
        .with.property("exitCode", 64);
    });
  }
});
