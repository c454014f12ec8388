/** Tests of the times that are noted of logs. */
import { expect } from "chai";
import { logTimesMax } from "../limits.js";
import { logTimes } from "./log-times.js";

describe("live/log-times", () => {
  it("notes the time and the length of each reading that brought something", () => {
    const times = logTimes();
    times.note("/run/logs/engine_s5_1.log", 10.4, 100);
    times.note("/run/logs/engine_s5_1.log", 12, 0);
    times.note("/run/logs/engine_s5_1.err.log", 12, 7);
    times.note("/run/logs/engine_s5_1.log", 20, 5);
    expect(times.marks()).to.deep.equal({
      "engine_s5_1.log": [
        [10, 100],
        [20, 105],
      ],
      "engine_s5_1.err.log": [[12, 7]],
    });
  });

  it("keeps a limited number of marks, and the whole length all the same", () => {
    const times = logTimes();
    for (let tick = 0; tick <= logTimesMax; tick += 1) times.note("a.log", tick, 1);
    const marks = times.marks()["a.log"] ?? [];
    expect(marks.length).to.equal(logTimesMax);
    expect(marks.at(-1)).to.deep.equal([logTimesMax - 1, logTimesMax + 1]);
  });
});
