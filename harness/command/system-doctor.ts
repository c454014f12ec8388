/** The verb `doctor --system`: starts a system once, without faults, and says what was seen of it. */
import fs from "node:fs";
import path from "node:path";
import { makeTempFolder } from "../children/temp.js";
import { exitCodes, FaultlineError } from "../errors.js";
import { readHistory } from "../evidence/history-text.js";
import { prepare } from "../planning/prepare.js";
import { unjudgeable } from "../proof/vacuity.js";
import { parseScheme } from "../scheme.js";
import type { runSuite } from "../suite.js";
import type { ObservationName, System } from "../system.js";
import { loadStream } from "../text/stream-file.js";
import { readEntries, readSystemNamed, resultsPath } from "./library.js";
import { type Judgeable, type SystemReport, systemReport, systemReportText } from "./system-report.js";
import type { World } from "./world.js";

export interface SystemDoctorOptions {
  /** A file, or the name of a shipped system. */
  system: string;
  feed: string | undefined;
  json: boolean;
}

/** Enough for four status updates, and over in a second or two. */
const bars = 40;

/** @param suite what runs; a parameter, so that tests can put something else in its place */
export async function systemDoctor(
  options: SystemDoctorOptions,
  world: World,
  suite: typeof runSuite,
): Promise<number> {
  const system = readSystemNamed(options.system, world.places);
  const { jobs } = prepare({
    selected: [{ scheme: faultless(system), explicit: true }],
    systemOf: () => system,
    ...unset,
    results: loadStream(resultsPath(unset, world.places)),
    ...{ feed: options.feed, prove: false },
  });
  const folder = makeTempFolder("doctor");
  try {
    const store = { folder, addScheme: ({ feed }: { feed: string }) => addFolder(folder, feed) };
    const quiet = { tell: () => {}, finished: () => {}, leftOver: () => {} };
    const { root } = world.places;
    const runs = await suite({ jobs, root, store, workers: 1, signal: world.cut, ...quiet });
    const reports = jobs.flatMap(({ plan }) => {
      const run = runs.find(({ feed }) => feed === plan.feed);
      if (run === undefined || run.folder === null) return [];
      const lines = fs.readFileSync(path.join(folder, run.folder, "history.jsonl"), "utf8");
      const logs = path.join(folder, run.folder, "logs");
      return systemReport({
        ...{ run, plan, events: readHistory(lines).events, firstLines: firstLinesOf(logs, system) },
        hasLedger: fs.existsSync(path.join(folder, run.folder, "ledger.jsonl")),
        roleOf: rolesByObservation(system),
        schemes: schemesFor(system, plan.feed, world),
      });
    });
    return say(reports, options, world);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function say(reports: readonly SystemReport[], { json }: SystemDoctorOptions, world: World): number {
  const codes = reports.map((report) => report.exitCode);
  const worst = [exitCodes.fail, exitCodes.inconclusive].find((code) => codes.includes(code));
  const exitCode = worst ?? (codes.length > 0 ? exitCodes.pass : exitCodes.nothing);
  if (json) world.out(`${JSON.stringify({ schemaVersion: 1, exitCode, reports }, null, 2)}\n`);
  else world.out(reports.map(systemReportText).join("\n"));
  return exitCode;
}

function faultless(system: System) {
  return parseScheme(
    [
      "name: doctor",
      "why: What is seen of a system that nobody harms.",
      `system: ${system.name}`,
      `bars: ${bars}`,
      "expect: { snapshots: { min: 1 }, delivery: exactly-once, duplicates: { max: 0 } }",
    ].join("\n"),
    "doctor.yaml",
  );
}

function addFolder(root: string, feed: string): string {
  fs.mkdirSync(path.join(root, feed), { mode: 0o700 });
  return feed;
}

/** What each role said first, on whichever of its logs. */
function firstLinesOf(folder: string, system: System): Record<string, string> {
  const first = system.roles.flatMap(({ name }) => {
    const files = [`${name}_doctor_1.own.log`, `${name}_doctor_1.log`, `${name}_doctor_1.err.log`];
    const texts = files.map((file) => path.join(folder, file)).filter((file) => fs.existsSync(file));
    const line = texts
      .map((file) => fs.readFileSync(file, "utf8").split("\n")[0])
      .find((text) => text !== "");
    return line === undefined ? [] : [[name, line] as const];
  });
  return Object.fromEntries(first);
}

function rolesByObservation({ observe }: System): Partial<Record<ObservationName, string | undefined>> {
  return Object.fromEntries(
    Object.entries(observe).flatMap(([name, one]) => ("role" in one ? [[name, one.role]] : [])),
  );
}

/** The schemes of the library, and why those cannot run that cannot. */
function schemesFor(system: System, feed: string, { places }: World): Judgeable[] {
  const results = loadStream(resultsPath(unset, places));
  return readEntries([], places).flatMap((entry) => {
    if (!("scheme" in entry) || entry.scheme.tags.includes("canary")) return [];
    const { scheme } = entry;
    const selected = [{ scheme, explicit: false }];
    try {
      const { jobs, notRun } = prepare({ ...unset, selected, systemOf: () => system, results, feed });
      const [unseen] = jobs.flatMap(({ plan }) => unjudgeable(plan));
      const whyNot = unseen === undefined ? null : `it runs, and is inconclusive at best: ${unseen}`;
      return [{ name: scheme.name, whyNot: notRun[0]?.reason ?? whyNot }];
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
      const [line = ""] = error.message.split("\n");
      return [{ name: scheme.name, whyNot: line.replace(/^\S+ /, "") }];
    }
  });
}

/** What the command line may set and the doctor does not. */
const unset = {
  ...{ speedMs: undefined, bars: undefined, minSnapshots: undefined, recovery: undefined },
  ...{ results: undefined, date: undefined, repeatEach: 1, seed: "doctor" },
};
