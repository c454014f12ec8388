/** Whether a claim is proved: the words, what each follows from, and the facts of a run that claims are bound to. Pure. */
import type { Event, NoiseEvent } from "../event.js";
import type { Finding } from "../finding.js";
import type { RunReport, SchemeReport } from "../report.js";

export type Word = "PROVED" | "REFUTED" | "NOT MEASURED";

export interface Ruling {
  word: Word;
  /** What was measured, with its unit; null where nothing was. */
  figure: string | null;
  /** One sentence. */
  why: string;
  /** Where it can be seen: relative to the run folder. */
  links: readonly Link[];
}

export interface Link {
  label: string;
  /** A file or a folder, relative to the run folder. */
  path: string;
  line: number | null;
}

/** Which scheme runs a claim speaks of. */
export interface Scope {
  /** Ids of schemes; each of them must have run. */
  schemes: readonly string[];
  /** Only this feed; all that ran by default. */
  feed?: string;
}

/** Without these nothing that the run shows is proof; a claim names the checks that it is about beside them. */
const foundation = ["harness", "files", "feed", "started", "evidence", "vacuity"];

export function notMeasured(why: string, figure: string | null = null, links: readonly Link[] = []): Ruling {
  return { word: "NOT MEASURED", figure, why, links };
}

/** The scheme runs that the claim speaks of, or why there are not enough of them. */
export function inScope(report: RunReport, { schemes, feed }: Scope): readonly SchemeReport[] | Ruling {
  const on = feed === undefined ? "" : ` on ${feed}`;
  const all = report.schemes.filter(({ run }) => feed === undefined || run.feed === feed);
  const ran = all.filter(({ run }) => run.plan !== null && schemes.includes(run.id));
  const lacking = schemes.filter((id) => !ran.some(({ run }) => run.id === id));
  if (lacking.length > 0) return notMeasured(`${lacking.join(", ")}${on} did not run`);
  return ran;
}

/** PROVED where every check passed in every scheme run, on a sound foundation; REFUTED where one failed. */
export function ruleByChecks(schemes: readonly SchemeReport[], checks: readonly string[]): Ruling {
  const found = schemes.flatMap((scheme) =>
    scheme.run.findings.map((finding) => ({ scheme, finding, bound: checks.includes(finding.check) })),
  );
  const failed = found.find(({ finding, bound }) => bound && finding.outcome === "fail");
  if (failed !== undefined) return told("REFUTED", failed);
  const weak = found.find(
    ({ finding, bound }) => (bound || foundation.includes(finding.check)) && finding.outcome !== "pass",
  );
  if (weak !== undefined) return told("NOT MEASURED", weak);
  for (const scheme of schemes) {
    const name = nameOf(scheme);
    const absent = checks.find((check) => !scheme.run.findings.some((finding) => finding.check === check));
    if (absent !== undefined) return notMeasured(`${name} was not judged by the check ${absent}`);
    if (!scheme.complete) return notMeasured(`the history of ${name} stops before its end`);
  }
  return {
    word: "PROVED",
    figure: null,
    why: `${checks.join(", ")} passed in ${schemes.map(nameOf).join(", ")}`,
    links: schemes.map((scheme) =>
      linkTo(
        scheme,
        scheme.run.findings.find(({ check, evidence }) => checks.includes(check) && evidence.length > 0),
      ),
    ),
  };
}

function told(word: Word, { scheme, finding }: { scheme: SchemeReport; finding: Finding }): Ruling {
  const why = `${nameOf(scheme)}: ${finding.check}: ${finding.reason}`;
  const figure = finding.measured === undefined ? null : `${finding.check}: ${finding.measured}`;
  return { word, figure, why, links: [linkTo(scheme, finding)] };
}

/** Event n stands on line n of the history. */
export function linkTo(scheme: SchemeReport, finding?: Pick<Finding, "evidence">): Link {
  const name = nameOf(scheme);
  const { folder } = scheme.run;
  if (folder === null) return { label: name, path: ".", line: null };
  const path = `${folder}/history.jsonl`;
  const event = finding?.evidence[0];
  if (event === undefined) return { label: name, path, line: null };
  return { label: `${name}, event ${event}`, path, line: event };
}

export function nameOf({ run }: SchemeReport): string {
  return `${run.id} ${run.feed}${run.attempt > 1 ? ` #${run.attempt}` : ""}`;
}

/** Share of the time in which some task waited for a CPU, percent, from which on the median bar may have waited too. */
const busyPercent = 50;
/** The same for what the hypervisor took. */
const stolenPercent = 10;

/** Why a time that is too long proves nothing about the system, or null. Noise makes a time longer, never shorter. */
export function busyMachine(schemes: readonly SchemeReport[]): string | null {
  for (const scheme of schemes) {
    const noise = scheme.history.filter((event: Event): event is NoiseEvent => event.type === "noise");
    const waited = median(noise.flatMap(({ pressurePercent }) => pressurePercent ?? []));
    const stolen = median(noise.flatMap(({ stealPercent }) => stealPercent ?? []));
    if (waited > busyPercent) {
      return `in ${nameOf(scheme)} some task waited for a CPU ${Math.round(waited)} % of the time; run again on a quiet machine`;
    }
    if (stolen > stolenPercent) {
      return `in ${nameOf(scheme)} the hypervisor took ${Math.round(stolen)} % of the CPU; run again on a quiet machine`;
    }
  }
  return null;
}

/** 0 of nothing: where the kernel does not tell, nothing is excused. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
