/** Tests of what a role is not blamed for, on literal histories. */
import { expect } from "chai";
import type { EventBody, SeenEvent } from "../event.js";
import { at, planOf, planStep, rung, seen, state, type Timed, wholeHistory } from "../proof/literals.js";
import { excusesOf, mayExit } from "./licence.js";

const step = planStep({ fault: "limit", options: { resource: "open-files", files: 64 } });
const plan = planOf({ steps: [step] });
const up = state("engine", 1, "spawned");
const open = [up, rung(step, "requested", 20), rung(step, "delivered", 20), rung(step, "observed", 20)];
const healed = rung(step, "healed", 25);
const exit = state("engine", 1, "exited", { code: 73, signal: null, asked: true });
const line = seen("trouble", null, { role: "engine", line: "Error: too many open files" });

function history(...bodies: EventBody[]) {
  // Without its end: as it is while the run goes on.
  return wholeHistory(bodies.map((body): Timed => at(1, body))).slice(0, -1);
}

function excused(...bodies: EventBody[]): (string | null)[] {
  const events = history(...bodies);
  const lines = events.filter((event): event is SeenEvent => event.type === "seen");
  return excusesOf(plan, events, lines).map((step) => step?.id ?? null);
}

describe("evidence/licence", () => {
  it("lets the target exit while the fault is open, and neither before nor after", () => {
    expect(mayExit(plan, history(up), "engine", 1)).to.equal(false);
    expect(mayExit(plan, history(...open), "engine", 1)).to.equal(true);
    expect(mayExit(plan, history(...open.slice(0, 2)), "engine", 1)).to.equal(true);
    expect(mayExit(plan, history(...open, healed), "engine", 1)).to.equal(false);
  });

  it("lets no other role exit, and none under a fault that takes nothing from it", () => {
    expect(mayExit(plan, history(...open, state("publisher", 1, "spawned")), "publisher", 1)).to.equal(false);
    const paused = planStep({ fault: "pause" });
    const events = history(up, rung(paused, "requested", 20));
    expect(mayExit(planOf({ steps: [paused] }), events, "engine", 1)).to.equal(false);
  });

  it("blames the incarnation that the heal started", () => {
    const events = history(...open, exit, state("engine", 2, "spawned"));
    expect(mayExit(plan, events, "engine", 2)).to.equal(false);
  });

  it("is over at once where the fault could not be delivered", () => {
    const failed = history(up, rung(step, "requested", 20), rung(step, "failed", 20));
    expect(mayExit(plan, failed, "engine", 1)).to.equal(false);
    const unseen = history(...open.slice(0, 3), rung(step, "failed", 20));
    expect(mayExit(plan, unseen, "engine", 1)).to.equal(true);
  });

  it("excuses lines that were printed while the fault was open, and no others", () => {
    expect(excused(up, line, ...open.slice(1), line, healed, line)).to.deep.equal([null, "f1", null]);
  });

  it("excuses the last lines of who ended under it, and none of who came after", () => {
    const next = [state("engine", 2, "spawned"), seen("trouble", null, { role: "engine", incarnation: 2 })];
    expect(excused(...open, exit, ...next, healed, line)).to.deep.equal([null, "f1"]);
  });
});
