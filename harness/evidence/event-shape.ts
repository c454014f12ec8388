/** Checks that a parsed value has the shape of an event, closely enough that no check can stumble over it. */
import {
  type CutEvent,
  type Event,
  type HarnessEvent,
  type HoldersEvent,
  outputs,
  type Phase,
  type RoleEvent,
  rungs,
} from "../event.js";
import { observationNames } from "../system.js";

type Test = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Test>>;

const text: Test = (value) => typeof value === "string";
const count: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const number: Test = (value) => typeof value === "number" && Number.isFinite(value);
const flag: Test = (value) => typeof value === "boolean";
const oneOf =
  (...words: readonly string[]): Test =>
  (value) =>
    typeof value === "string" && words.includes(value);
/** As a table, so that a word that is added to the type cannot be forgotten here. */
const wordOf = <W extends string>(words: Record<W, true>): Test => oneOf(...Object.keys(words));
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
const optional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);
const texts: Test = (value) => isObject(value) && Object.values(value).every(text);
const shaped =
  (shape: Shape): Test =>
  (value) =>
    isObject(value) && Object.entries(shape).every(([key, test]) => test(value[key]));

const incarnation = { role: text, incarnation: count };
const shapes: Readonly<Record<Event["type"], Shape>> = {
  start: { at: text, planDigest: text, node: text, platform: text, resultsFile: optional(text) },
  phase: { phase: wordOf<Phase>({ starting: true, streaming: true, settling: true, stopping: true }) },
  role: {
    ...incarnation,
    state: wordOf<RoleEvent["state"]>({
      spawned: true,
      ready: true,
      stopped: true,
      continued: true,
      exited: true,
      "spawn-failed": true,
      "not-ready": true,
    }),
    identity: orNull(shaped({ pid: count, startTicks: orNull(count) })),
    code: optional(orNull(number)),
    signal: optional(orNull(text)),
    asked: optional(flag),
    lastLines: optional(listOf(text)),
    reason: optional(text),
    line: optional(text),
    output: optional(oneOf(...outputs)),
  },
  seen: {
    ...incarnation,
    what: oneOf(...observationNames),
    value: orNull(number),
    fields: texts,
    line: text,
  },
  fault: {
    id: text,
    fault: text,
    target: text,
    rung: oneOf(...rungs),
    publishedBar: count,
    proof: text,
    available: optional(flag),
  },
  holders: {
    resource: text,
    holders: listOf(shaped({ pid: count, command: text, role: orNull(text), end: text })),
    problem: wordOf<HoldersEvent["problem"]>({
      stranger: true,
      "two-readers": true,
      "two-writers": true,
      "two-listeners": true,
      "two-incarnations": true,
      nobody: true,
    }),
  },
  noise: { loopLagMs: number, stealPercent: orNull(number), pressurePercent: orNull(number) },
  usage: { ...incarnation, rssMb: number, cpuPercent: number },
  harness: {
    problem: wordOf<HarnessEvent["problem"]>({
      "log-shrank": true,
      "log-unreadable": true,
      leftover: true,
      "stop-ignored": true,
      "guardian-died": true,
      "probe-failed": true,
      "history-limit": true,
      "golden-failed": true,
    }),
    reason: text,
  },
  cut: {
    cause: wordOf<CutEvent["cause"]>({
      stall: true,
      deadline: true,
      violation: true,
      interrupt: true,
      "global-timeout": true,
      "start-failed": true,
      harness: true,
    }),
    reason: text,
  },
  end: { events: count, digests: texts },
};

/** What is wrong with a value that should be an event, in words; null when nothing is. */
export function fieldProblem(value: unknown): string | null {
  if (!isObject(value)) return "not an event";
  const { type } = value;
  if (typeof type !== "string" || !Object.hasOwn(shapes, type))
    return `no event is of type ${JSON.stringify(type)}`;
  const shape: Shape = { n: count, tMs: number, ...shapes[type as Event["type"]] };
  const wrong = Object.entries(shape).find(([key, test]) => !test(value[key]));
  return wrong === undefined ? null : `the field "${wrong[0]}" of a ${type} event is wrong or missing`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
