/** Tests of the timeline on a stage that only records what is done to it. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { FaultName } from "../faults/index.js";
import { type History, openHistory } from "../history.js";
import type { Plan, PlannedStep, Trigger } from "../planning/plan.js";
import type { Proof, Stage } from "../stage.js";
import { keepStanding } from "./standing.js";
import { runTimeline } from "./timeline.js";

const seen = (text: string): Proof => ({ seen: true, available: true, text });

/** Has the verbs that these tests play; a fault that wants another one throws. */
function recordingStage(done: string[], answers: Partial<Stage> = {}): Stage {
  const prove = (text: string): Promise<Proof> => {
    done.push(text);
    return Promise.resolve(seen(text));
  };
  const verbs: Partial<Stage> = {
    signal: (role, signal) => {
      done.push(`${signal} ${role}`);
      return `${signal} ${role}`;
    },
    crash: (role) => `crash ${role}`,
    crashed: (role) => prove(`crashed ${role}`),
    exited: (role) => prove(`exited ${role}`),
    inState: (role, letter) => prove(`${role} in ${letter}`),
    reach: async (role, signal) => `${signal} reached ${role}`,
    handled: (role, signal) => prove(`${role} got ${signal}`),
    notInState: (role, letter) => prove(`${role} not in ${letter}`),
    start: (role) => prove(`start ${role}`),
    absent: (role) => seen(`absent ${role}`),
    noConsumer: () => prove("no consumer"),
    removeFifo: (name) => `removed ${name}`,
    fifoGone: (name) => seen(`gone ${name}`),
    makeFifo: (name) => prove(`made ${name}`),
    ...answers,
  };
  return verbs as Stage;
}

function step(id: string, fault: FaultName, target: string, trigger: Trigger): PlannedStep {
  const times = { estimatedBar: 1, forMs: 0, forBars: 0, until: null, feltRequired: true, options: {} };
  return { id, fault, target, trigger, ...times };
}

const start: Trigger = { kind: "start" };
const atBar = (bar: number): Trigger => ({ kind: "bar", bar, offsetMs: 0 });

describe("timeline", () => {
  let folder = "";
  let history: History;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-test-"));
    history = openHistory(path.join(folder, "history.jsonl"));
  });

  afterEach(() => {
    history.abandon();
    fs.rmSync(folder, { recursive: true });
  });

  /** @param clock `still`: no time passes, so that nothing but events goes on */
  function play(steps: PlannedStep[], stage: Stage, clock: "runs" | "still" = "runs") {
    const { standing, note } = keepStanding();
    const stopper = new AbortController();
    const looks = new Set<() => void>();
    history.onEvent((event) => {
      note(event);
      for (const look of [...looks]) look();
    });
    const until = (holds: () => boolean) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (stopper.signal.aborted) reject(new Error("cut"));
          else if (holds()) resolve();
        };
        looks.add(look);
        look();
      });
    const plan = {
      steps,
      bars: 300,
      sourceRole: "publisher",
      expect: { recovery: { withinBars: 2 } },
    } as unknown as Plan;
    const lookAgain = () => {
      for (const look of [...looks]) look();
    };
    const ended = runTimeline({
      ...{ plan, stage, standing, until, lookAgain, signal: stopper.signal },
      history: clock === "runs" ? history : { ...history, now: () => 0 },
    });
    const publish = (value: number) =>
      history.append({
        type: "seen",
        what: "published",
        role: "publisher",
        incarnation: 1,
        value,
        fields: {},
        line: "",
      });
    const take = (value: number) =>
      history.append({
        type: "seen",
        what: "taken",
        role: "engine",
        incarnation: 1,
        value,
        fields: {},
        line: "",
      });
    const cut = () => {
      stopper.abort();
      for (const look of [...looks]) look();
    };
    return { ended, publish, take, cut };
  }

  const rungs = () =>
    history.events.flatMap((event) => (event.type === "fault" ? [`${event.id} ${event.rung}`] : []));

  it("climbs every rung of a kill, in order, at its bar", async () => {
    const done: string[] = [];
    const { ended, publish } = play([step("f1", "kill", "engine", atBar(3))], recordingStage(done));
    publish(2);
    expect(done).to.deep.equal([]);
    publish(3);
    await ended;
    expect(done).to.deep.equal(["SIGKILL engine", "exited engine", "start engine"]);
    expect(rungs()).to.deep.equal(["f1 requested", "f1 delivered", "f1 observed", "f1 healed"]);
  });

  it("keeps a fault open until the source has published its bars", async () => {
    const done: string[] = [];
    const kill = { ...step("f1", "kill", "engine", start), forMs: 1, forBars: 5 };
    const { ended, publish } = play([kill], recordingStage(done), "still");
    while (!rungs().includes("f1 observed")) await new Promise((resolve) => setImmediate(resolve));
    publish(4);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(done).to.not.include("start engine");
    publish(5);
    await ended;
    expect(done).to.include("start engine");
  });

  it("waits no longer than half as long again for a source that does not go on", async () => {
    const kill = { ...step("f1", "kill", "engine", start), forMs: 20, forBars: 5 };
    await play([kill], recordingStage([])).ended;
    const at = (name: string) =>
      history.events.find((event) => event.type === "fault" && event.rung === name)?.tMs ?? 0;
    expect(at("healed") - at("observed")).to.be.at.least(30);
  });

  it("counts the bars of a fault on the source by the time alone", async () => {
    const kill = { ...step("f1", "kill", "publisher", start), forMs: 1, forBars: 5 };
    await play([kill], recordingStage([]), "still").ended;
    expect(rungs()).to.include("f1 healed");
  });

  it("lets a step wait until the one before it on the same target is healed", async () => {
    const done: string[] = [];
    const steps = [step("f1", "pause", "engine", start), step("f2", "kill", "engine", start)];
    const { ended, publish } = play(steps, recordingStage(done));
    while (!done.includes("engine not in T")) await new Promise((resolve) => setImmediate(resolve));
    publish(3);
    await ended;
    expect(done.indexOf("engine not in T")).to.be.lessThan(done.indexOf("SIGKILL engine"));
  });

  it("leaves a healed target the recovery that the plan allows before it harms it again", async () => {
    for (const recovered of [true, false]) {
      const done: string[] = [];
      const steps = [step("f1", "kill", "engine", atBar(3)), step("f2", "pause", "engine", atBar(4))];
      const { ended, publish, take } = play(steps, recordingStage(done));
      publish(4);
      while (!done.includes("start engine")) await new Promise((resolve) => setImmediate(resolve));
      for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      publish(6);
      expect(done, "before its window is over").to.not.include("SIGSTOP engine");
      if (recovered) take(4);
      else publish(7);
      await ended;
      expect(done).to.include("SIGSTOP engine");
    }
  });

  it("records a fault that cannot be delivered as failed, and heals nothing", async () => {
    const stage = recordingStage([], {
      signal: () => {
        throw new Error("engine has no live process to send SIGKILL to");
      },
    });
    await play([step("f1", "kill", "engine", start)], stage).ended;
    expect(rungs()).to.deep.equal(["f1 requested", "f1 failed"]);
    expect(history.events.at(-1)).to.include({ proof: "engine has no live process to send SIGKILL to" });
  });

  it("records a fault whose effect was not seen as failed, and heals it all the same", async () => {
    const done: string[] = [];
    const stage = recordingStage(done, {
      inState: () => Promise.resolve({ seen: false, available: true, text: "engine is in state S" }),
    });
    await play([step("f1", "pause", "engine", start)], stage).ended;
    expect(rungs()).to.deep.equal(["f1 requested", "f1 delivered", "f1 failed", "f1 healed"]);
    expect(done).to.include("SIGCONT engine");
  });

  it("never says observed where the machine has no probe", async () => {
    const stage = recordingStage([], {
      inState: () => Promise.resolve({ seen: false, available: false, text: "no /proc" }),
    });
    await play([step("f1", "pause", "engine", start)], stage).ended;
    expect(history.events.find((event) => event.type === "fault" && event.rung === "failed")).to.include({
      available: false,
    });
  });

  it("keeps a late role away until its moment", async () => {
    const done: string[] = [];
    const late = { ...step("f1", "late", "engine", start), until: atBar(5) };
    const { ended, publish } = play([late], recordingStage(done));
    publish(4);
    expect(done).to.deep.equal([]);
    publish(5);
    await ended;
    expect(done).to.deep.equal(["start engine"]);
  });

  it("ends when the run is cut before a step's moment, and requests nothing", async () => {
    const { ended, cut } = play([step("f1", "kill", "engine", atBar(9))], recordingStage([]));
    cut();
    await ended;
    expect(rungs()).to.deep.equal([]);
  });

  it("harms nothing any more when the run is cut while a step waits for the one before it", async () => {
    const done: string[] = [];
    const steps = [step("f1", "kill", "engine", atBar(9)), step("f2", "pause", "engine", atBar(2))];
    const { ended, publish, cut } = play(steps, recordingStage(done));
    publish(3);
    cut();
    await ended;
    expect(done).to.deep.equal([]);
    expect(rungs()).to.deep.equal([]);
  });
});
