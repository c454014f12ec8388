/** The live view, on a screen made of memory. */
import { expect } from "chai";
import { plain } from "./colour.js";
import { makeLive } from "./live.js";
import { sampleRun } from "./sample-runs.js";

/** What is visible after all that was written: understands the two sequences that the view uses. */
function memoryScreen(columns = 80, rows = 24) {
  let lines = [""];
  return {
    columns: () => columns,
    rows: () => rows,
    write(text: string) {
      for (const part of text.replaceAll("\u001b", "ESC").split(/(ESC\[\d+[AJ])/)) {
        const [, count = "", verb] = /^ESC\[(\d+)([AJ])$/.exec(part) ?? [];
        if (verb === "A") lines = lines.slice(0, lines.length - Number(count));
        if (verb === "J") lines = [...lines.slice(0, -1), ""];
        if (verb !== undefined) continue;
        const [first = "", ...rest] = part.split("\n");
        lines = [...lines.slice(0, -1), (lines.at(-1) ?? "") + first, ...rest];
      }
    },
    visible: () => lines.filter((line) => line !== ""),
  };
}

const key = "s3 engine-restart zmq";

describe("live", () => {
  it("shows bar, faults and what is open, in place", () => {
    const screen = memoryScreen();
    const live = makeLive(screen, plain);
    live.tell({ type: "scheme-started", key, bars: 300, faults: 1 }, 0);
    live.tick(100);
    live.tell({ type: "bar", key, bar: 60 }, 200);
    live.tell(
      { type: "fault", key, id: "f1", fault: "kill", target: "engine", rung: "observed", publishedBar: 60 },
      250,
    );
    live.tick(300);
    expect(screen.visible()).to.deep.equal([
      "s3 engine-restart zmq ####................  60/300 1/1 kill engine observed",
      "0.3 s: 0 passed, 1 running",
    ]);
  });

  it("breaks the reason of what did not pass at words", () => {
    const screen = memoryScreen(40);
    const live = makeLive(screen, plain);
    live.tell({ type: "scheme-started", key, bars: 300, faults: 1 }, 0);
    const run = sampleRun({ verdict: "fail", reason: "bar 41 was lost during f1" });
    live.tell({ type: "scheme-finished", key, run }, 150);
    live.close();
    expect(screen.visible()).to.deep.equal(["FAIL s3 engine-restart zmq: bar 41 was", "  lost during f1"]);
  });

  it("leaves the lines of what did not pass, and nothing else, when closed", () => {
    const screen = memoryScreen();
    const live = makeLive(screen, plain);
    live.tell({ type: "scheme-started", key, bars: 300, faults: 1 }, 0);
    live.tell({ type: "scheme-started", key: "s1 normal zmq", bars: 300, faults: 0 }, 0);
    live.tick(100);
    live.tell(
      { type: "scheme-finished", key, run: sampleRun({ verdict: "fail", reason: "no bar taken" }) },
      150,
    );
    live.tell({ type: "scheme-finished", key: "s1 normal zmq", run: sampleRun() }, 160);
    live.tick(200);
    live.close();
    expect(screen.visible()).to.deep.equal(["FAIL s3 engine-restart zmq: no bar taken"]);
  });

  it("never writes wider or higher than the terminal", () => {
    const screen = memoryScreen(40, 5);
    const live = makeLive(screen, plain);
    for (let n = 1; n <= 9; n += 1)
      live.tell({ type: "scheme-started", key: `${key} #${n}`, bars: 9, faults: 0 }, 0);
    live.tick(100);
    const lines = screen.visible();
    expect(lines).to.have.length(4);
    for (const line of lines) expect(line.length).to.be.below(40);
    expect(lines.at(-1)).to.equal("0.1 s: 0 passed, 9 running (6 not shown");
  });
});
