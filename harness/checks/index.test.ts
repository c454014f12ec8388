/** Tests that every check earns its place: for each there is a run that it alone does not let pass. */
import { expect } from "chai";
import type { Event, EventBody, SeenEvent } from "../event.js";
import type { Judged } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import { planOf, planStep, seen } from "../proof/literals.js";
import { playPlan } from "../proof/simulation.js";
import { judge } from "../verdict.js";
import { type CheckName, checkNames } from "./index.js";

const bars = 120;
const base: Plan = planOf({
  bars,
  feedName: "fifo",
  observed: ["published", "taken", "snapshot", "sync", "feed", "trouble", "ledger"],
  steps: [planStep({ forBars: 10 })],
  expect: {
    snapshots: { min: 10, possible: 12, everyBars: 10 },
    recovery: { withinBars: 5 },
    delivery: "exactly-once",
    pace: { minPercent: 80 },
    memory: { maxMb: 100 },
    duplicates: { max: 0 },
  },
});
const stream = { ...base.stream, symbols: ["AAA"], symbolBars: base.stream.symbolBars.map(() => 1) };
const plan: Plan = { ...base, stream };
const unclaimed: Plan = { ...plan, expect: { ...plan.expect } };
delete unclaimed.expect.delivery;

const lineOf = (bar: number, close = bar) =>
  `${JSON.stringify({ type: "bar", bar, timestamp_ms: 60_000 * bar, symbols: { AAA: [1, 1, 1, close, 1] } })}\n`;
const lines = Array.from({ length: bars }, (_, index) => lineOf(index + 1));
const expected = lines.join("");

/** The run on an ideal machine, with the lines that the simulation does not print. */
function ideal(of: Plan): Event[] {
  const announced = seen("feed", null, { role: "engine", fields: { feed: "fifo" } });
  const synced = seen("sync", null, {
    role: "engine",
    fields: { bar: "100", timestamp: "6000000", complete: "1" },
  });
  return insert(playPlan(of), announced, synced);
}

/** Puts events before the end, and numbers all anew. */
function insert(history: readonly Event[], ...bodies: EventBody[]): Event[] {
  const [last, tMs] = [history.at(-1), history.at(-2)?.tMs ?? 0];
  const added = bodies.map((body) => ({ ...body, n: 0, tMs }) as Event);
  return renumber([...history.slice(0, -1), ...added, ...(last === undefined ? [] : [last])]);
}

function renumber(events: readonly Event[]): Event[] {
  return events.map((event, index) =>
    event.type === "end" ? { ...event, n: index + 1, events: index + 1 } : { ...event, n: index + 1 },
  );
}

const judged = (history: readonly Event[], of = plan, ledger = expected): Judged => ({
  plan: of,
  history,
  files: { ledger, golden: expected, expected },
});
const change = (edit: (event: Event) => Event | null, of = plan) =>
  judged(renumber(ideal(of).flatMap((event) => edit(event) ?? [])));
const add = (body: EventBody) => judged(insert(ideal(plan), body));
const isSeen = (event: Event, what: SeenEvent["what"], value: number): boolean =>
  event.type === "seen" && event.what === what && event.value === value;

/** The source stands still while a fault is open whose effect nobody demands to be felt. */
function heldUp(): Judged {
  const steps = [planStep({ fault: "pause", forBars: 10, feltRequired: false })];
  const of = { ...plan, steps };
  const history = playPlan(of, { publishes: (open) => open === 0 });
  const announced = ideal(of).filter(({ type }) => type === "seen");
  return judged(
    insert(history, ...announced.filter((event) => event.type === "seen" && event.value === null)),
    of,
  );
}

const runs: Record<CheckName, () => Judged> = {
  incarnations: () => add({ type: "holders", resource: "fifo", problem: "two-readers", holders: [] }),
  "no-crash": () =>
    change((event) =>
      event.type === "role" && event.state === "exited" && event.signal === null
        ? { ...event, asked: false }
        : event,
    ),
  harness: () => add({ type: "harness", problem: "log-shrank", reason: "engine.log" }),
  feed: () => add(seen("feed", null, { role: "engine", fields: { feed: "zmq" } })),
  started: () =>
    change((event) =>
      event.type === "role" && event.role === "publisher" && event.state === "ready" ? null : event,
    ),
  evidence: () => change((event) => (event.type === "fault" && event.rung === "requested" ? null : event)),
  trouble: () => add(seen("trouble", null, { role: "engine", line: "Error" })),
  recovery: () =>
    change((event) => {
      if (event.type !== "seen" || event.role !== "engine" || event.incarnation === 1) return event;
      const until = event.what === "taken" ? 37 : 4;
      return event.value !== null && event.value < until ? null : event;
    }),
  deadline: () => add({ type: "cut", cause: "deadline", reason: "too late" }),
  order: () =>
    judged(renumber(ideal(plan).flatMap((one) => (isSeen(one, "published", 90) ? [one, one] : [one])))),
  content: () => judged(ideal(unclaimed), unclaimed, expected.replace(lineOf(70), lineOf(70, 1))),
  delivery: () => judged(ideal(plan), plan, expected.replace(lineOf(70), "")),
  duplicates: () =>
    judged(ideal(unclaimed), unclaimed, expected.replace(lineOf(70), lineOf(70) + lineOf(70))),
  stream: () => change((event) => (isSeen(event, "published", 90) ? null : event)),
  sync: () =>
    add(seen("sync", null, { role: "engine", fields: { bar: "100", timestamp: "-1", complete: "1" } })),
  snapshots: () =>
    change((event) =>
      event.type === "seen" && event.what === "snapshot" && (event.value ?? 0) > 9 ? null : event,
    ),
  pace: heldUp,
  memory: () => add({ type: "usage", role: "engine", incarnation: 2, rssMb: 101, cpuPercent: 1 }),
  leftovers: () => add({ type: "harness", problem: "leftover", reason: "engine.1 left pid 7" }),
};

describe("checks", () => {
  it("let the ideal run pass, all of them", () => {
    for (const of of [plan, unclaimed]) {
      const { outcome, findings } = judge(judged(ideal(of), of));
      expect(findings.filter((one) => one.outcome !== "pass")).to.deep.equal([]);
      expect(outcome).to.equal("pass");
    }
    expect(judge(judged(ideal(plan))).findings.map(({ check }) => check)).to.deep.equal(checkNames);
  });

  for (const name of checkNames) {
    it(`need ${name}: without it a run would pass that must not`, () => {
      const { outcome, findings, reason } = judge(runs[name]());
      expect(outcome, reason).to.not.equal("pass");
      expect(findings.filter((one) => one.outcome !== "pass").map(({ check }) => check)).to.deep.equal([
        name,
      ]);
    });
  }

  it("sign their findings with their own names and apply in words", () => {
    for (const { check, reason } of judge(judged([])).findings) {
      expect(checkNames).to.include(check);
      expect(reason.length).to.be.greaterThan(10);
    }
  });

  it("pass none of them on the empty history", () => {
    const { findings } = judge({ plan, history: [], files: {} });
    expect(findings.length).to.equal(checkNames.length);
    expect(findings.filter(({ outcome }) => outcome !== "inconclusive")).to.deep.equal([]);
  });
});
