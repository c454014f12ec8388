/** The verb `report`: makes the reports of a run again from its files; and writing them, which `run` does too. */
import path from "node:path";
import { exitCodes, FaultlineError } from "../errors.js";
import type { RunReport } from "../report.js";
import { type Format, projections, writtenFormats } from "../reporters/projections.js";
import { replaceFile } from "../store.js";
import { readReport, reportFolder } from "./read-report.js";
import { shownPath } from "./shown-path.js";
import type { World } from "./world.js";

/** A report that could not be made or written. */
export interface ReportTrouble {
  reason: string;
  exitCode: number;
}

/** @param format what is printed instead of writing all of them into the folder */
export function reportCommand(folder: string, format: Format | undefined, world: World): number {
  const place = reportFolder(path.resolve(world.places.cwd, folder));
  const report = readReport(place, shownPath(place, world.places.cwd));
  for (const problem of report.problems) world.note(problem);
  if (format !== undefined) {
    world.out(projections[format].make(report));
    return exitCodes.pass;
  }
  const troubles = writeReports(report, place);
  for (const { reason } of troubles) world.note(reason);
  for (const name of writtenFormats)
    world.out(`${shownPath(path.join(place, projections[name].file), world.places.cwd)}\n`);
  return troubles[0]?.exitCode ?? exitCodes.pass;
}

/** All of them; one that fails keeps no other from being written, and never hides the verdict of a run. */
export function writeReports(report: RunReport, folder: string): ReportTrouble[] {
  return writtenFormats.flatMap((format) => {
    const { file, make } = projections[format];
    try {
      replaceFile(path.join(folder, file), make(report));
      return [];
    } catch (error) {
      return [troubleOf(file, error)];
    }
  });
}

/** The last that a person sees: where all of it lies, and which file to open. */
export function tellWhere(shownFolder: string, troubles: readonly ReportTrouble[], { note }: World): void {
  note(`results: ${shownFolder}`);
  if (troubles.length === 0) note(`report:  ${shownFolder}/${projections.html.file}`);
  for (const { reason } of troubles) note(reason);
}

function troubleOf(file: string, error: unknown): ReportTrouble {
  if (error instanceof FaultlineError)
    return { reason: `${file}: ${error.message}`, exitCode: error.exitCode };
  if (error instanceof Error && "syscall" in error) {
    return { reason: `${file} cannot be written: ${error.message}`, exitCode: exitCodes.unwritable };
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { reason: `a bug in the harness: ${file} cannot be made: ${what}`, exitCode: exitCodes.bug };
}
