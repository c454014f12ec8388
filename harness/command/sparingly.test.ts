/** A clock that only the work moves, and the test. */
import { expect } from "chai";
import { sparingly } from "./sparingly.js";

describe("command/sparingly", () => {
  let nowMs = 0;
  let done: number[] = [];
  const ask = () =>
    sparingly(
      0.1,
      () => {
        done.push(nowMs);
        nowMs += 5;
      },
      () => nowMs,
    );

  beforeEach(() => {
    nowMs = 0;
    done = [];
  });

  it("works at once the first time", () => {
    ask()();
    expect(done).to.deep.equal([0]);
  });

  it("works again only after ten times what it cost", () => {
    const work = ask();
    for (nowMs = 0; nowMs <= 100; nowMs += 10) work();
    expect(done).to.deep.equal([0, 55]);
  });

  it("always works where it costs nothing", () => {
    let count = 0;
    const work = sparingly(
      0.1,
      () => {
        count += 1;
      },
      () => 0,
    );
    for (let n = 0; n < 3; n += 1) work();
    expect(count).to.equal(3);
  });
});
