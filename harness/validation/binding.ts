/** What a claim is bound to, as data, and how its ruling follows from a run. Pure. */
import type { CheckName } from "../checks/index.js";
import type { RunReport, SchemeReport } from "../report.js";
import type { SchemeRun } from "../scheme-run.js";
import {
  busyMachine,
  inScope,
  linkTo,
  nameOf,
  notMeasured,
  type Ruling,
  ruleByChecks,
  type Scope,
} from "./ruling.js";

export type Binding =
  /** Checks that must pass; `denied`: the claim is the opposite of what they check. */
  | (Scope & {
      kind: "checks";
      checks: readonly CheckName[];
      figure(runs: readonly SchemeRun[]): string | null;
      denied?: true;
    })
  /** A number of each scheme run that must stay below a limit. */
  | (Scope & Limit & { kind: "limit" })
  /** What the second feed saves of a number beside the first: at least so much. */
  | (Scope & Omit<Measure, "figure"> & { kind: "saving"; feeds: readonly [string, string]; atLeast: number });

interface Measure {
  unit: string;
  /** The number, and what stands beside it; or why there is none. */
  value(run: SchemeRun): Measured | string;
  /** A busy machine makes it larger: beyond the limit it then proves nothing. */
  drownable: boolean;
}

interface Limit extends Measure {
  below: number;
  /** The claim was made at this pace; at a faster one a larger number refutes nothing. */
  atSpeedMs?: number;
}

export interface Measured {
  value: number;
  /** Such as "p99 4.1 ms, 300 bars". */
  beside?: string;
}

export function rule(report: RunReport, binding: Binding): Ruling {
  switch (binding.kind) {
    case "checks":
      return byChecks(report, binding);
    case "limit":
      return byLimit(report, binding);
    case "saving":
      return bySaving(report, binding);
    default:
      return binding satisfies never;
  }
}

function byChecks(report: RunReport, binding: Binding & { kind: "checks" }): Ruling {
  const schemes = inScope(report, binding);
  if ("word" in schemes) return schemes;
  const ruling = ruleByChecks(schemes, binding.checks);
  const figure = ruling.figure ?? binding.figure(schemes.map(({ run }) => run));
  if (ruling.word === "PROVED" && figure === null) {
    return notMeasured(
      `${binding.checks.join(", ")} passed, but there was nothing to count`,
      null,
      ruling.links,
    );
  }
  if (binding.denied !== true || ruling.word === "NOT MEASURED") return { ...ruling, figure };
  const denied = `${ruling.why}; the claim says the opposite`;
  return { ...ruling, figure, why: denied, word: ruling.word === "PROVED" ? "REFUTED" : "PROVED" };
}

interface Reading {
  scheme: SchemeReport;
  measured: Measured;
}

/** Every scheme run must have the number: the worst one decides. */
function readings(schemes: readonly SchemeReport[], { value }: Measure): Reading[] | Ruling {
  const found: Reading[] = [];
  for (const scheme of schemes) {
    const measured = value(scheme.run);
    if (typeof measured === "string") {
      return notMeasured(`${nameOf(scheme)}: ${measured}`, null, [linkTo(scheme)]);
    }
    found.push({ scheme, measured });
  }
  return found;
}

function byLimit(report: RunReport, binding: Binding & { kind: "limit" }): Ruling {
  const schemes = inScope(report, binding);
  if ("word" in schemes) return schemes;
  const found = readings(schemes, binding);
  if ("word" in found) return found;
  const { unit, below, atSpeedMs } = binding;
  const worst = found.reduce((one, other) => (other.measured.value > one.measured.value ? other : one));
  const figure = figureOf(worst.measured, unit);
  const links = [linkTo(worst.scheme)];
  const where = `claimed below ${below} ${unit}, the largest of ${schemes.map(nameOf).join(", ")}`;
  if (worst.measured.value < below) return { word: "PROVED", figure, why: where, links };
  const speedMs = worst.scheme.run.plan?.speedMs;
  if (atSpeedMs !== undefined && speedMs !== undefined && speedMs < atSpeedMs) {
    const why = `claimed below ${below} ${unit} at ${atSpeedMs} ms a bar, this run had ${speedMs} ms: run with --speed-ms ${atSpeedMs}`;
    return notMeasured(why, figure, links);
  }
  return tooLarge(binding, [worst.scheme], { figure, why: where, links });
}

function bySaving(report: RunReport, binding: Binding & { kind: "saving" }): Ruling {
  const { unit, atLeast } = binding;
  const worst: Reading[] = [];
  for (const feed of binding.feeds) {
    const schemes = inScope(report, { schemes: binding.schemes, feed });
    if ("word" in schemes) return schemes;
    const found = readings(schemes, binding);
    if ("word" in found) return found;
    worst.push(found.reduce((one, other) => (other.measured.value > one.measured.value ? other : one)));
  }
  const [long, short] = worst;
  if (long === undefined || short === undefined) return notMeasured("nothing to compare");
  const saved = long.measured.value - short.measured.value;
  const figure = `${rounded(saved)} ${unit}`;
  const links = [linkTo(long.scheme), linkTo(short.scheme)];
  const pair = [long, short].map(
    ({ scheme, measured }) => `${nameOf(scheme)} ${rounded(measured.value)} ${unit}`,
  );
  const why = `${pair.join(", ")}; claimed to save at least ${atLeast} ${unit}`;
  const outcome = { figure, why, links };
  // Noise may make a difference as well as hide it: on a busy machine it proves nothing either way.
  const busy = binding.drownable ? busyMachine([long.scheme, short.scheme]) : null;
  if (busy !== null) return notMeasured(`${why}, but ${busy}`, figure, links);
  return { word: saved >= atLeast ? "PROVED" : "REFUTED", ...outcome };
}

function tooLarge(
  { drownable }: Measure,
  schemes: readonly SchemeReport[],
  { figure, why, links }: Omit<Ruling, "word">,
): Ruling {
  const busy = drownable ? busyMachine(schemes) : null;
  if (busy !== null) return notMeasured(`${why}, but ${busy}`, figure, links);
  return { word: "REFUTED", figure, why, links };
}

function figureOf({ value, beside }: Measured, unit: string): string {
  return `${rounded(value)} ${unit}${beside === undefined ? "" : ` (${beside})`}`;
}

function rounded(value: number): string {
  return `${Math.round(value * 1000) / 1000}`;
}
