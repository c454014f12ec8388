/** What `import { schemes } from "faultline/mocha"` gives: a folder of schemes as tests of a Mocha suite. */
import fs from "node:fs";
import path from "node:path";
import { findRoot } from "./command/library.js";
import { drawSeed } from "./command/run-command.js";
import { FaultlineError } from "./errors.js";
import { aroundRunMs, stopRunMs } from "./limits.js";
import type { Prepared } from "./planning/prepare.js";
import { runScheme, type SchemeResult } from "./run-scheme.js";
import { prepareScheme, type SchemeOptions } from "./scheme-options.js";
import { type SchemeRun, titleOf } from "./scheme-run.js";

/** Of every scheme in the folder; `feed` is a feed, or `all` for a test on each. */
export type SchemesOptions = Omit<SchemeOptions, "scheme" | "variant">;

/**
 * Defines a `describe` for the folder, and in it a test for each scheme file and feed. Each has the deadline of its own
 * plan as its timeout; what does not pass says why, where its folder lies, and how it is run again.
 * @param folder of scheme files (`*.yaml`), relative to the working directory
 */
export function schemes(folder: string, options: SchemesOptions = {}): void {
  if (typeof describe !== "function" || typeof it !== "function") {
    throw new Error(
      "faultline/mocha: there is no describe and no it here; schemes(...) belongs in a suite that Mocha runs",
    );
  }
  describe(folder, () => {
    const files = schemeFiles(folder);
    if (typeof files === "string") it("has schemes", () => refuse(files));
    else for (const file of files) defineTests(file, options);
  });
}

/** In the order of their names; or why there are none, which must not look like a folder whose schemes all pass. */
function schemeFiles(folder: string): string[] | string {
  try {
    const names = fs.readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    if (names.length > 0) return names.sort().map((name) => path.join(folder, name));
    return `${folder}: there is no *.yaml in it`;
  } catch (error) {
    return `${folder}: cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function refuse(reason: string): never {
  throw new FaultlineError("NOTHING_SELECTED", reason);
}

/** A file that is wrong must not keep the others from being tested. */
function defineTests(file: string, options: SchemesOptions): void {
  const own = { ...options, scheme: file, seed: options.seed ?? drawSeed() };
  const prepared = prepareOrError(own);
  if ("error" in prepared) {
    it(path.basename(file), () => {
      throw prepared.error;
    });
    return;
  }
  for (const { plan } of prepared.jobs)
    defineTest(testTitle(plan), plan.deadline.ms, { ...own, feed: plan.feed, variant: plan.scheme });
  for (const run of prepared.notRun) {
    it(`${testTitle(run)}: not run: ${run.reason}`, function () {
      this.skip();
    });
  }
}

function prepareOrError(options: SchemeOptions & { seed: string }): Prepared | { error: unknown } {
  try {
    const places = { root: findRoot(import.meta.dirname), cwd: process.cwd() };
    return prepareScheme(options, { places, seed: options.seed, explicit: false });
  } catch (error) {
    return { error };
  }
}

function testTitle(run: Pick<SchemeRun, "id" | "scheme" | "feed">): string {
  return `${titleOf(run)} (${run.feed})`;
}

function defineTest(title: string, deadlineMs: number, options: SchemeOptions): void {
  it(title, async function () {
    this.timeout(deadlineMs + aroundRunMs);
    const cut = new AbortController();
    // Mocha goes on when the time is over, and a run that went on too would disturb the next.
    const overdue = setTimeout(
      () => cut.abort("it takes longer than its deadline"),
      deadlineMs + aroundRunMs - stopRunMs,
    );
    const result = await runScheme({ ...options, signal: cut.signal }).finally(() => clearTimeout(overdue));
    if (result.verdict !== "pass") throw new Error(failureText(title, result));
  });
}

function failureText(title: string, { verdict, reason, folder, failure, replay }: SchemeResult): string {
  const lines = [`${title}: ${verdict}: ${reason}`, `  folder   ${folder}`];
  if (failure !== undefined) lines.push(`  read     ${failure}`);
  return [...lines, `  replay   ${replay}`].join("\n");
}
