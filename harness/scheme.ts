/** A scheme file: why, system, stream, timeline, expectations. Reads it, before it is resolved for a run. */
import { type FaultName, faultOf, traitsOf } from "./faults/index.js";
import { type Problem, throwProblems } from "./text/problem.js";
import { currentSchemeShape, type ParsedStep } from "./text/scheme-shape.js";
import { parseShape } from "./text/shape.js";
import type { Source, SourcePath } from "./text/source.js";
import { readYaml } from "./text/yaml-source.js";

/** A stretch of the run: in bars of the stream, or in milliseconds. */
export type Span = { bars: number } | { ms: number };

/** How long a fault lasts: a span, or a share of the stream, which `--bars` rescales. */
export type Length = Span | { percent: number };

/** An amount: a number of things, or a share of what is possible. */
export type Amount = { count: number } | { percent: number };

/** When a step happens. */
export type Moment =
  /** Just after the bar was published, or `percent` of the way to the next one. */
  | { kind: "bar"; bar: number; percent: number }
  /** Just after that share of the stream's bars was published. */
  | { kind: "percent"; percent: number }
  | { kind: "snapshot"; snapshot: number }
  /** When that incarnation of a role became ready, or took its first bar. */
  | { kind: "incarnation"; role: string; incarnation: number; state: "ready" | "first-bar" }
  | { kind: "start" }
  /** That long after the step before it was injected. */
  | { kind: "after"; length: Span };

export interface Repeat {
  times: number;
  every: Length;
}

/** One drawn by the seed, all at the same moment, or each in a run of its own. */
export interface GroupTarget {
  how: "any" | "all" | "each";
  /** Names of targets, or of groups of the system file. */
  of: readonly string[];
}

export interface Step {
  at: Moment;
  fault: FaultName;
  /** Absent: the natural target of the fault, the consumer or the only FIFO. */
  target: string | GroupTarget | undefined;
  /** How long the fault lasts; absent: the default of the fault, or `until`. */
  for: Length | undefined;
  /** What ends the fault, instead of a length. */
  until: Moment | undefined;
  /** The step again and again: so many times in all, one beginning that long after the other. Absent: once. */
  repeat: Repeat | undefined;
  /** Whether the pipeline's output must show the fault; absent: the default of the fault and of its length. */
  felt: boolean | undefined;
  /** Keys that only some faults take, such as `failpoint` or `signal`. */
  options: Readonly<Record<string, string | number | boolean | Span>>;
}

export type Delivery = "exactly-once" | "at-least-once" | "at-most-once";

export interface Expectations {
  /** Distinct status updates over all incarnations. */
  snapshots: { min: Amount } | undefined;
  /** Bars from ready to the first new bar taken, after each fault. */
  recovery: { within: Span } | undefined;
  delivery: Delivery | undefined;
  /** The source kept its rhythm while the fault was open. */
  pace: { minPercent: number } | undefined;
  /** Largest resident memory of any role in MiB. */
  memory: { maxMb: number } | undefined;
  /** Most deliveries of a bar beside the first that is counted. */
  duplicates: { max: number } | undefined;
}

export interface Scheme {
  name: string;
  /** Short name: `run s5`, logs `engine_s5_1.log`. */
  id: string;
  why: string;
  system: string;
  tags: readonly string[];
  /** Number of bars of the stream, or all that the results file has. */
  bars: number | "all";
  speedMs: number | undefined;
  /** `on` is the default; `off` runs the plain at-most-once pipeline. */
  recovery: boolean;
  timeline: readonly Step[];
  expect: Expectations;
  source: Source;
}

/**
 * Reads a scheme file.
 * @throws FaultlineError BAD_SCHEME with file, line, column, what was expected and what was seen, for each problem
 */
export function parseScheme(text: string, file: string): Scheme {
  const { source, value } = readYaml(text, file, "BAD_SCHEME");
  const shape = parseShape(currentSchemeShape(), value, source, "BAD_SCHEME");
  const timeline = (shape.timeline ?? []).map(stepOf);
  const { expect } = shape;
  throwProblems("BAD_SCHEME", source, [...timeline.flatMap(stepProblems), ...expectProblems(expect)]);
  return {
    name: shape.name,
    id: shape.id ?? shape.name,
    why: shape.why,
    system: shape.system,
    tags: shape.tags ?? [],
    bars: shape.bars ?? "all",
    speedMs: shape.speedMs,
    recovery: shape.recovery !== "off",
    timeline,
    expect: {
      snapshots: expect.snapshots,
      recovery: expect.recovery,
      delivery: expect.delivery,
      pace: expect.pace && { minPercent: expect.pace.min },
      memory: expect.memory && { maxMb: expect.memory.max },
      duplicates: expect.duplicates,
    },
    source,
  };
}

function stepOf({ at, fault, target, for: lasts, until, repeat, felt, ...options }: ParsedStep): Step {
  return { at, fault, target: targetOf(target), for: lasts, until, repeat, felt, options };
}

function targetOf(target: ParsedStep["target"]): Step["target"] {
  if (target === undefined || typeof target === "string") return target;
  for (const how of ["any", "all", "each"] as const) {
    const of = target[how];
    if (of !== undefined) return { how, of: typeof of === "string" ? [of] : of };
  }
  return undefined;
}

function stepProblems(step: Step, index: number): Problem[] {
  const path = ["timeline", index] as const;
  const problems: Problem[] = [];
  if (step.at.kind === "after" && index === 0) {
    problems.push({
      path: [...path, "at"],
      message:
        'must be a moment of its own, since no step stands before it, got a time after one. Did you mean "start"?',
    });
  }
  if (step.repeat !== undefined && (!isBar(step.at) || traitsOf(step).keptAway)) {
    problems.push({
      path: [...path, "repeat"],
      message:
        "must go with `at: bar N` or a share of the stream, and with a fault that can happen twice, " +
        `got ${step.fault} at another kind of moment`,
    });
  }
  problems.push(...untilProblems(step, path));
  const odd = faultOf(step.fault).problemIn?.(step.options) ?? null;
  if (odd !== null) problems.push({ path: [...path, odd.key], message: odd.message });
  if (step.felt === true && traitsOf(step).effect === "none") {
    problems.push({
      path: [...path, "felt"],
      message:
        "must be false or left out: the output need not show a fault that the role lives through, got true",
    });
  } else if (step.felt === true && lastsUnderTwoBars(step)) {
    problems.push({
      path: [...path, "felt"],
      message:
        "must be false or left out: a fault of under 2 bars cannot be told from none in the output, got true",
    });
  }
  return problems;
}

/** What ends a fault must be able to come while it is open. */
function untilProblems(step: Step, path: SourcePath): Problem[] {
  const { until, fault } = step;
  if (until === undefined) return [];
  const wrong = (message: string): Problem[] => [{ path: [...path, "until"], message }];
  if (step.for !== undefined) return wrong("must be the only end of the fault, got `for` as well");
  if (step.repeat !== undefined) return wrong("must be left out of a step that is repeated: say `for`");
  if (until.kind === "start" || until.kind === "after")
    return wrong('must be a moment of its own such as "bar 90" or "snapshot 8"; for a time say `for`');
  if (until.kind === "snapshot" && traitsOf(step).effect === "still")
    return wrong(`must be a bar: no snapshot need come while ${fault} is open`);
  return [];
}

function isBar({ kind }: Moment): boolean {
  return kind === "bar" || kind === "percent";
}

/** A length in time or percent depends on the run; the plan looks at it. */
function lastsUnderTwoBars(step: Step): boolean {
  if (step.for === undefined) {
    const { keptAway, defaultForBars } = faultOf(step.fault);
    return keptAway !== true && defaultForBars < 2;
  }
  return "bars" in step.for && step.for.bars < 2;
}

function expectProblems(expect: object): Problem[] {
  if (Object.keys(expect).length > 0) return [];
  return [
    {
      path: ["expect"],
      message: "must hold at least one expectation, such as snapshots: { min: 66% }, got none",
    },
  ];
}
