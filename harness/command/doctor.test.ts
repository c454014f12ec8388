/** The doctor: what it says of versions, and its exit code. */
import { expect } from "chai";
import { type Diagnosis, diagnosisCode, diagnosisText, examine, nodeVersion } from "./doctor.js";

describe("doctor", () => {
  const versions: [string, Diagnosis["state"]][] = [
    ["20.18.9", "missing"],
    ["20.19.0", "ok"],
    ["18.20.0", "missing"],
    ["24.0.0", "ok"],
  ];
  for (const [version, state] of versions) {
    it(`finds Node ${version} ${state}`, () => expect(nodeVersion(version).state).to.equal(state));
  }

  it("ends with 69 for what is missing, not for what is limited", () => {
    const limited: Diagnosis = { name: "stdbuf", state: "limited", detail: "not usable" };
    const missing: Diagnosis = { name: "ps", state: "missing", detail: "not usable" };
    expect(diagnosisCode([limited])).to.equal(0);
    expect(diagnosisCode([limited, missing])).to.equal(69);
    expect(diagnosisText([limited, missing])).to.equal(
      "limited  stdbuf  not usable\nmissing  ps      not usable\n",
    );
  });

  it("says that a folder of results cannot be written, and what to do", async () => {
    const results = (await examine("/proc/none")).find(({ name }) => name === "results");
    expect(results?.state).to.equal("missing");
    expect(results?.detail).to.match(/choose another folder with --output DIR$/);
  });
});
