/** Tests of reading the text of a history, damaged in every way that is known. */
import { expect } from "chai";
import type { EndEvent } from "../event.js";
import { at, planStep, rung, seen, state, wholeHistory } from "../proof/literals.js";
import { digestProblem, readHistory } from "./history-text.js";

const history = wholeHistory([
  at(1, state("engine", 1, "spawned", { identity: { pid: 7, startTicks: null } })),
  at(2, seen("taken", 1, { role: "engine", fields: { n: "1" } })),
  at(3, rung(planStep(), "observed", 4, { available: true })),
  at(4, { type: "usage", role: "engine", incarnation: 1, rssMb: 50.5, cpuPercent: 3 }),
]);
const textOf = (events: readonly object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
const text = textOf(history);

describe("history-text", () => {
  it("reads a whole history", () => {
    expect(readHistory(text)).to.deep.equal({ events: history, complete: true, problem: null });
  });

  it("is never complete when cut at any byte, and keeps what stands before the cut", () => {
    for (let bytes = 0; bytes < text.length; bytes += 1) {
      const cut = text.slice(0, bytes);
      const read = readHistory(cut);
      expect(read.complete, `cut at ${bytes}`).to.equal(false);
      expect(read.problem).to.be.a("string");
      expect(read.events).to.deep.equal(history.slice(0, cut.split("\n").length - 1));
    }
  });

  it("is never complete without any one of its events", () => {
    for (const [left] of history.entries()) {
      const read = readHistory(textOf(history.filter((_, index) => index !== left)));
      expect(read.complete, `without event ${left + 1}`).to.equal(false);
      expect(read.events).to.deep.equal(history.slice(0, left));
    }
  });

  it("is not complete with events renumbered to hide one", () => {
    const shorter = history
      .filter((_, index) => index !== 2)
      .map((event, index) => ({ ...event, n: index + 1 }));
    expect(readHistory(textOf(shorter)).problem).to.equal("line 5: the end counts 6 events, there are 5");
  });

  it("is not complete with an event or a piece of a line after its end", () => {
    const end = history.at(-1);
    expect(readHistory(text + textOf([{ ...end, n: 7 }]))).to.deep.equal({
      events: history.slice(0, -1),
      complete: false,
      problem: "line 7: there is an event after the end",
    });
    expect(readHistory(`${text}{`)).to.deep.equal({
      events: history.slice(0, -1),
      complete: false,
      problem: "line 7: cut off, it has no newline",
    });
  });

  it("says what is wrong with the first damaged line", () => {
    const problem = (line: string) => readHistory(`${line}\n`).problem;
    expect(problem("{")).to.equal("line 1: not JSON");
    expect(problem("")).to.equal("line 1: not JSON");
    expect(problem("[]")).to.equal("line 1: not an event");
    expect(problem("null")).to.equal("line 1: not an event");
    expect(problem('{"type":"joy"}')).to.equal('line 1: no event is of type "joy"');
    expect(problem('{"type":"toString"}')).to.equal('line 1: no event is of type "toString"');
    expect(problem('{"type":"phase","n":1,"tMs":0,"phase":"x"}')).to.equal(
      'line 1: the field "phase" of a phase event is wrong or missing',
    );
    expect(problem('{"type":"phase","n":1,"tMs":null,"phase":"starting"}')).to.equal(
      'line 1: the field "tMs" of a phase event is wrong or missing',
    );
    expect(problem('{"type":"phase","n":2,"tMs":0,"phase":"starting"}')).to.equal(
      "line 1: event 2 where event 1 was expected",
    );
    expect(readHistory("").problem).to.equal("the history is empty");
  });

  it("rejects an event that lost any field that it needs", () => {
    for (const [index, event] of history.entries()) {
      for (const key of Object.keys(event)) {
        const bare = history.map((one, other) =>
          other === index ? Object.fromEntries(Object.entries(one).filter(([name]) => name !== key)) : one,
        );
        const optional = key === "available";
        expect(readHistory(textOf(bare)).complete, `event ${index + 1} without ${key}`).to.equal(optional);
      }
    }
  });

  it("compares the digests of the judged files with those of the end", () => {
    const end = { type: "end", digests: { "ledger.jsonl": "ab", "plan.json": "cd" } } as unknown as EndEvent;
    expect(digestProblem(end, { "ledger.jsonl": "ab", "plan.json": "cd" })).to.equal(null);
    expect(digestProblem(end, { "ledger.jsonl": "ab" })).to.equal(
      "plan.json was judged in the run and is missing now",
    );
    expect(digestProblem(end, { "ledger.jsonl": "ax", "plan.json": "cd" })).to.equal(
      "ledger.jsonl is not the file of the run: its digest is ax, recorded is ab",
    );
    expect(digestProblem(end, { "ledger.jsonl": "ab", "plan.json": "cd", "golden.jsonl": "ef" })).to.equal(
      "golden.jsonl was not part of the run: the history holds no digest of it",
    );
  });
});
