/** Workflow commands that put what did not hold beside the line of the scheme file that expects it, on GitHub. Pure. */
import type { CheckName } from "../checks/index.js";
import type { Finding } from "../finding.js";
import type { RunReport, SchemeReport } from "../report.js";
import { runKey } from "../scheme-run.js";
import type { SourcePath } from "../text/source.js";
import { readYaml } from "../text/yaml-source.js";
import { verdictWords } from "./colour.js";
import { commandData, commandProperty } from "./escape.js";
import { ownOf } from "./table.js";

/** GitHub shows no more of a kind for one step. */
export const annotationsMax = 10;

/** Where a check is asked for; the checks that are not here are asked of every scheme, and stand at `expect`. */
const places: Partial<Record<CheckName, SourcePath>> = {
  snapshots: ["expect", "snapshots"],
  recovery: ["expect", "recovery"],
  delivery: ["expect", "delivery"],
  content: ["expect", "delivery"],
  order: ["expect", "delivery"],
  stream: ["expect", "delivery"],
  sync: ["expect", "delivery"],
  duplicates: ["expect", "duplicates"],
  pace: ["expect", "pace"],
  memory: ["expect", "memory"],
  evidence: ["timeline"],
};

interface Annotation {
  level: "error" | "warning";
  file: string;
  line: number;
  column: number;
  title: string;
  message: string;
}

/** One line each, failures first. @param shownFile how a scheme file is called from the root of the repository */
export function annotationLines(report: RunReport, shownFile: (file: string) => string): string[] {
  const all = report.schemes.flatMap(annotationsOf);
  const sorted = [
    ...all.filter(({ level }) => level === "error"),
    ...all.filter(({ level }) => level === "warning"),
  ];
  if (sorted.length <= annotationsMax) return sorted.map((one) => commandText(one, shownFile));
  const shown = sorted.slice(0, annotationsMax - 1);
  const left = sorted.length - shown.length;
  return [
    ...shown.map((one) => commandText(one, shownFile)),
    `::${sorted[0]?.level ?? "error"} title=Faultline::${commandData(`${left} more findings are not shown here; all of them stand in ${report.folder}`)}`,
  ];
}

/** The findings of the kind that made the verdict; or the verdict itself, where none of them has it. */
function annotationsOf({ run, schemeSource }: SchemeReport): Annotation[] {
  const { verdict } = run;
  if (verdict === "pass" || verdict === "notRun") return [];
  const level = verdict === "inconclusive" ? "warning" : "error";
  const found = run.findings.filter(({ outcome }) => outcome === verdict);
  const told: Pick<Finding, "check" | "reason">[] =
    found.length > 0 ? found : [{ check: "verdict", reason: run.reason }];
  const file = schemeSource?.file ?? "";
  const locate = locatorOf(schemeSource?.text ?? "", file);
  return told.map(({ check, reason }) => ({
    ...{ level, file, ...locate(ownOf<SourcePath>(places, check) ?? ["expect"]) },
    title: `${verdictWords[verdict]} ${runKey(run)}: ${check}`,
    message: reason,
  }));
}

/** A file that can no longer be read as a scheme is pointed at as a whole. */
function locatorOf(text: string, file: string): (path: SourcePath) => { line: number; column: number } {
  try {
    const { source, value } = readYaml(text, file, "BAD_SCHEME");
    return (path) => source.locate(has(value, path) ? path : path.slice(0, 1), "key");
  } catch {
    return () => ({ line: 1, column: 1 });
  }
}

function has(value: unknown, path: SourcePath): boolean {
  let below = value;
  for (const step of path) {
    if (typeof below !== "object" || below === null || !Object.hasOwn(below, step)) return false;
    below = (below as Record<string | number, unknown>)[step];
  }
  return true;
}

function commandText(annotation: Annotation, shownFile: (file: string) => string): string {
  const { level, file, line, column, title, message } = annotation;
  const place = file === "" ? "" : `file=${commandProperty(shownFile(file))},line=${line},col=${column},`;
  return `::${level} ${place}title=${commandProperty(title)}::${commandData(message)}`;
}
