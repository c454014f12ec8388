/** A workflow of GitHub as data, for tests: its jobs and steps, one job for each cell of a matrix, expressions filled in. */
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { root } from "./harness-stage.js";

export interface Step {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string | number>;
  with?: Record<string, string | number>;
}

export interface Job {
  needs?: string[];
  if?: string;
  "timeout-minutes"?: number;
  strategy?: { matrix: Record<string, number[]> };
  steps: Step[];
}

export interface Workflow {
  env?: Record<string, string | number>;
  jobs: Record<string, Job>;
}

export const nightlyFile = ".github/workflows/nightly.yml";

export function readWorkflow(file: string): Workflow {
  return parse(fs.readFileSync(path.join(root, file), "utf8"));
}

/** The values of `inputs.x`, `matrix.x` and `github.x`. */
export type Contexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Replaces `${{ a.b || 'c' }}`, which is all that our workflows use. */
export function filled(text: string | number, contexts: Contexts): string {
  return String(text).replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const values = expression.split("||").map((term) => termValue(term.trim(), contexts));
    return values.find((value) => value !== "") ?? "";
  });
}

function termValue(term: string, contexts: Contexts): string {
  const [, literal] = /^'(.*)'$/.exec(term) ?? [];
  if (literal !== undefined) return literal;
  const [context = "", name = ""] = term.split(".");
  return contexts[context]?.[name] ?? "";
}

/** The matrix of a job, one cell after the other; a job without one has a single empty cell. */
export function cellsOf({ strategy }: Job): Record<string, string>[] {
  const [only] = Object.entries(strategy?.matrix ?? {});
  if (only === undefined) return [{}];
  const [name, values] = only;
  return values.map((value) => ({ [name]: String(value) }));
}

/** The environment of a step, as GitHub lays it: that of the workflow, then the step's own. */
export function environmentOf(
  { env = {} }: Workflow,
  step: Step,
  contexts: Contexts,
): Record<string, string> {
  const all = { ...env, ...step.env };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, filled(value, contexts)]));
}

/** Words of a shell line: double quotes keep together, variables are replaced, `>-` has joined its lines. */
export function shellWords(line: string, env: Readonly<Record<string, string>>): string[] {
  const words = line.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  return words.flatMap((word) => {
    const value = word.replaceAll('"', "").replaceAll(/\$(\w+)/g, (_, name: string) => env[name] ?? "");
    return word.startsWith("$") ? value.split(" ") : [value];
  });
}
