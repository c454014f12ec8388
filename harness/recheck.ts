/** Judges run folders again, from their files alone: the same checks, the same rows, the same exit code. */
import fs from "node:fs";
import path from "node:path";
import { wantsFlakyCode } from "./command/exit-code.js";
import { isSchemeFolder, type RunFolder, readRunFolder } from "./command/run-folder.js";
import { otherVersion } from "./command/run-info.js";
import { FaultlineError } from "./errors.js";
import { digestProblem } from "./evidence/history-text.js";
import { metricsOf } from "./evidence/metrics.js";
import { type Finding, worst } from "./finding.js";
import { foreignFault } from "./foreign.js";
import { judgeProved } from "./proof/vacuity.js";
import { type Results, resultsSchema } from "./results.js";
import type { SchemeRun } from "./scheme-run.js";

export interface Rechecked {
  runs: readonly SchemeRun[];
  /** False where the run was interrupted, so that some of it was never judged. */
  complete: boolean;
  /** A part of a suite, to which nothing need have fallen. */
  isShard: boolean;
  /** It was asked to tell flaky from failed by its exit code. */
  failOnFlaky: boolean;
  /** The folder that the folders of the runs are relative to. */
  root: string;
}

/** All scheme runs of a scheme folder, of a run folder, or of the newest run of a store. */
export function recheck(folder: string): Rechecked {
  if (isSchemeFolder(folder)) {
    const name = path.basename(path.resolve(folder));
    return {
      runs: [recheckScheme({ folder, name })],
      complete: true,
      isShard: false,
      failOnFlaky: false,
      root: path.dirname(path.resolve(folder)),
    };
  }
  const latest = path.join(folder, "latest");
  if (fs.existsSync(latest)) return recheck(latest);
  const results = readResults(folder);
  const listed = results.schemes.map((scheme) => recheckEntry(folder, scheme));
  const runs = [...listed, ...unlisted(folder, results).map((one) => recheckOrSay(one, unnamed(one.name)))];
  const { complete, isShard, failOnFlaky } = results;
  return { runs, complete, isShard, failOnFlaky, root: path.resolve(folder) };
}

/** Scheme folders of which results.json does not know: of a harness that was killed while they ran. */
function unlisted(folder: string, { schemes }: Pick<Results, "schemes">): { folder: string; name: string }[] {
  const known = new Set(schemes.map((scheme) => scheme.folder));
  return fs
    .readdirSync(folder)
    .filter((name) => !known.has(name) && isSchemeFolder(path.join(folder, name)))
    .map((name) => ({ folder: path.join(folder, name), name }));
}

function recheckEntry(folder: string, scheme: Results["schemes"][number]): SchemeRun {
  if (scheme.verdict === "notRun" || scheme.folder === null) return asItWas(scheme);
  const schemeFolder = path.join(folder, scheme.folder);
  if (isSchemeFolder(schemeFolder))
    return recheckOrSay({ folder: schemeFolder, name: scheme.folder }, asItWas(scheme));
  return {
    ...asItWas(scheme),
    verdict: "inconclusive",
    reason: `its folder ${scheme.folder} is gone or empty`,
  };
}

/** A folder whose plan is damaged, such as that of a harness that was killed as it wrote it, keeps no other from a verdict. */
function recheckOrSay(place: { folder: string; name: string }, known: SchemeRun): SchemeRun {
  try {
    return recheckScheme(place);
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    return { ...known, verdict: "inconclusive", reason: error.message, folder: place.name };
  }
}

/** Of a scheme run nothing is known but the name of its folder. */
function unnamed(name: string): SchemeRun {
  return asItWas({ name, id: name, feed: "unknown", attempt: 1, verdict: "inconclusive", reason: "" });
}

function recheckScheme({ folder, name }: { folder: string; name: string }): SchemeRun {
  const read = readRunFolder(folder);
  const { plan, history, files } = read;
  const foreign = foreignFault(plan);
  if (foreign !== null) throw new FaultlineError("BAD_FOLDER", `${folder}: ${foreign}`);
  const judgement = judgeProved({ plan, history: history.events, files });
  const damage = damageOf(read);
  const findings = damage === null ? judgement.findings : [...judgement.findings, damage];
  const verdict = worst(findings);
  const reason =
    verdict === judgement.outcome || damage === null ? judgement.reason : `files: ${damage.reason}`;
  return {
    scheme: plan.scheme,
    id: plan.id,
    feed: plan.feed,
    attempt: plan.attempt,
    plan,
    verdict,
    reason,
    findings,
    records: judgement.records,
    counts: judgement.counts,
    metrics: metricsOf(plan, history.events),
    durationMs: history.events.at(-1)?.tMs ?? 0,
    folder: name,
    historyDigest: read.historyDigest,
  };
}

/** What the checks cannot see because they get no files: that these are not the files of the run. */
function damageOf(read: RunFolder): Finding | null {
  const reason = planDamage(read) ?? historyDamage(read) ?? fileDamage(read) ?? read.history.problem;
  if (reason === null) return null;
  const again = `${reason}; run ${read.plan.scheme} again`;
  return { check: "files", outcome: "inconclusive", reason: again, evidence: [] };
}

/** Why the plan is not the one that ran; null where nothing says so. */
export function planDamage({
  history,
  planDigest,
}: Pick<RunFolder, "history" | "planDigest">): string | null {
  const [first] = history.events;
  if (first?.type !== "start" || first.planDigest === planDigest) return null;
  return "plan.json is not the plan of the run: its digest differs from the one that the history begins with";
}

function historyDamage({ notedDigest, historyDigest }: RunFolder): string | null {
  if (notedDigest === null || notedDigest === historyDigest) return null;
  return "history.jsonl is not the history of the run: its digest differs from the one in verdict.json";
}

function fileDamage({ history, digests }: RunFolder): string | null {
  const last = history.events.at(-1);
  return last?.type === "end" ? digestProblem(last, digests) : null;
}

/** A harness that is killed before its first scheme ends leaves a run.json alone. */
export function readResults(
  folder: string,
): Pick<Results, "schemes" | "complete"> & Pick<Rechecked, "isShard" | "failOnFlaky"> {
  const file = path.join(folder, "results.json");
  if (!fs.existsSync(file) && fs.existsSync(path.join(folder, "run.json")))
    return { schemes: [], complete: false, isShard: false, failOnFlaky: false };
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (cause) {
    const what = `neither a scheme folder (plan.json) nor a run folder (results.json)`;
    throw new FaultlineError("BAD_FOLDER", `${folder}: ${what}`, { cause });
  }
  const parsed = resultsSchema.safeParse(value);
  if (parsed.success) {
    const { shard, argv } = parsed.data.run;
    return { ...parsed.data, isShard: shard !== null, failOnFlaky: wantsFlakyCode(argv) };
  }
  throw new FaultlineError("BAD_FOLDER", `${file}: ${otherVersion(parsed.error, value)}`);
}

function asItWas({
  name,
  id,
  feed,
  attempt,
  verdict,
  reason,
}: Pick<Results["schemes"][number], "name" | "id" | "feed" | "attempt" | "verdict" | "reason">): SchemeRun {
  return {
    ...{ scheme: name, id, feed, attempt, plan: null, verdict, reason, findings: [], records: [] },
    ...{ counts: null, metrics: null, durationMs: 0, folder: null, historyDigest: null },
  };
}
