/** The folder of one scheme run: how its files are called, and reading them back for a judgement. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { FaultlineError } from "../errors.js";
import { type HistoryRead, readHistory } from "../evidence/history-text.js";
import type { Log } from "../evidence/log-lines.js";
import type { JudgedFiles } from "../finding.js";
import { digestsOf, readJudgedFiles } from "../live/judged-files.js";
import type { Plan } from "../planning/plan.js";

export const folderFiles = {
  scheme: "scheme.yaml",
  system: "system.yaml",
  plan: "plan.json",
  history: "history.jsonl",
  verdict: "verdict.json",
  failure: "FAILURE.md",
  logs: "logs",
} as const;

export interface RunFolder {
  plan: Plan;
  planDigest: string;
  history: HistoryRead;
  historyDigest: string;
  /** What the run itself noted; null where it left no verdict. */
  notedDigest: string | null;
  files: JudgedFiles;
  /** SHA-256 by kind, of the judged files that are there. */
  digests: Readonly<Record<string, string>>;
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function isSchemeFolder(folder: string): boolean {
  return fs.existsSync(path.join(folder, folderFiles.plan));
}

/** Logs are called `<role>_<id>_<incarnation>.log`; what a role wrote to stderr has `.err.log`. */
export function logNameOf(name: string, schemeId: string): Omit<Log, "lines"> | null {
  const [, stem = "", incarnation, onStderr] = /^(.+)_(\d+)(\.err)?\.log$/.exec(name) ?? [];
  if (!stem.endsWith(`_${schemeId}`)) return null;
  const role = stem.slice(0, -schemeId.length - 1);
  return { role, incarnation: Number(incarnation), stream: onStderr === undefined ? "out" : "err" };
}

/** @throws FaultlineError BAD_FOLDER where there is no plan, or none that can be read */
export function readRunFolder(folder: string): RunFolder {
  const planText = readIfThere(path.join(folder, folderFiles.plan));
  if (planText === undefined) {
    throw new FaultlineError(
      "BAD_FOLDER",
      `${folder}: no ${folderFiles.plan} in it, so it is no scheme folder`,
    );
  }
  const historyText = readIfThere(path.join(folder, folderFiles.history)) ?? "";
  const plan = parsePlan(planText, folder);
  const files = readJudgedFiles(folder);
  return {
    plan,
    planDigest: digestOf(JSON.stringify(plan)),
    history: readHistory(historyText),
    historyDigest: digestOf(historyText),
    notedDigest: notedDigest(readIfThere(path.join(folder, folderFiles.verdict))),
    files,
    digests: digestsOf(files),
  };
}

function notedDigest(verdictText: string | undefined): string | null {
  if (verdictText === undefined) return null;
  try {
    const { historyDigest } = JSON.parse(verdictText) as { historyDigest?: unknown };
    return typeof historyDigest === "string" ? historyDigest : null;
  } catch {
    return null;
  }
}

function parsePlan(text: string, folder: string): Plan {
  try {
    const plan: Plan = JSON.parse(text);
    if (plan.schemaVersion === 1 && Array.isArray(plan.steps) && plan.deadline !== undefined) return plan;
  } catch (error) {
    throw new FaultlineError("BAD_FOLDER", `${folder}: ${folderFiles.plan} is damaged`, { cause: error });
  }
  throw new FaultlineError("BAD_FOLDER", `${folder}: ${folderFiles.plan} is no plan of schema version 1`);
}

/** @throws FaultlineError BAD_FOLDER where it is there and cannot be read */
export function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new FaultlineError("BAD_FOLDER", `${file}: cannot be read`, { cause: error });
  }
}
