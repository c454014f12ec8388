/** Tests of naming the fault during which a bar was lost. */
import { expect } from "chai";
import { planOf } from "../proof/literals.js";
import type { FaultRecord } from "./fault-record.js";
import { blame, rangesText } from "./lost-bars.js";

const plan = planOf({
  stream: { ...planOf().stream, symbols: Array.from({ length: 320 }, (_, n) => `S${n}`) },
});
const record = (id: string, fromBar: number | null, toBar: number | null) =>
  ({ id, fault: "kill", target: "engine", fromBar, toBar }) as FaultRecord;
const f1 = record("f1", 20, 30);
const f2 = record("f2", 40, 50);

describe("lost-bars", () => {
  it("lays a bar on the fault that was open, with what lies in a FIFO before and after it", () => {
    const blamed = (bar: number) => blame(bar, plan, [f1, f2]);
    expect([19, 20, 31, 32, 39, 40, 51, 52].map(blamed)).to.deep.equal([
      "while no fault was open",
      "during f1 (kill engine)",
      "during f1 (kill engine)",
      "while no fault was open",
      "while no fault was open",
      "during f2 (kill engine)",
      "during f2 (kill engine)",
      "while no fault was open",
    ]);
  });

  it("holds 320 symbol bars for what a FIFO holds, rounded up to bars", () => {
    const of = (symbols: number) =>
      planOf({ stream: { ...plan.stream, symbols: Array.from({ length: symbols }, (_, n) => `S${n}`) } });
    expect(blame(57, of(12), [f1])).to.equal("during f1 (kill engine)");
    expect(blame(58, of(12), [f1])).to.equal("while no fault was open");
    expect(blame(350, of(0), [f1])).to.equal("during f1 (kill engine)");
  });

  it("lays a bar between two on the one that began last before it", () => {
    const near = record("f3", 31, 60);
    expect(blame(31, plan, [f1, near])).to.equal("during f3 (kill engine)");
    expect(blame(30, plan, [f1, record("f3", 31, 60)])).to.equal("during f1 (kill engine)");
  });

  it("lays nothing on a fault that never came, and all on one that never ended", () => {
    expect(blame(25, plan, [record("f1", null, null)])).to.equal("while no fault was open");
    expect(blame(900, plan, [record("f1", 20, null)])).to.equal("during f1 (kill engine)");
  });

  it("writes bars in a row as one range, and no more than eight ranges", () => {
    const of = (bar: number) => (bar < 10 ? "during f1" : "during f2");
    expect(rangesText([3], of)).to.equal("3 during f1");
    expect(rangesText([3, 4, 6, 9, 10], of)).to.equal(
      "3-4 during f1, 6 during f1, 9 during f1, 10 during f2",
    );
    const apart = (count: number) => Array.from({ length: count }, (_, index) => 2 * index + 10);
    expect(rangesText(apart(8), of)).to.match(/24 during f2$/);
    expect(rangesText(apart(9), of)).to.match(/24 during f2 and 1 more ranges$/);
  });
});
