/** Finds programs in a search path, as execvp does, so that a missing one can be named before it is started. */
import fs from "node:fs";
import path from "node:path";
import { FaultlineError } from "../errors.js";

/** `file`: the program found; else the reason why it cannot be run. */
export type Lookup = { file: string } | { code: "ENOENT" | "EACCES"; reason: string };

/** Looks a program up; a name with a slash is relative to `cwd` and not searched for. */
export function lookUp(program: string, searchPath: string, cwd: string): Lookup {
  const folders = program.includes("/") ? [""] : searchPath.split(":").map((folder) => folder || ".");
  let denied: string | undefined;
  for (const folder of folders) {
    const file = path.resolve(cwd, folder, program);
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
    if (isExecutable(file)) return { file };
    denied ??= file;
  }
  if (denied !== undefined) {
    return { code: "EACCES", reason: `${denied} is not executable: give it the x permission (chmod +x)` };
  }
  const where = program.includes("/") ? `at ${path.resolve(cwd, program)}` : `in the PATH ${searchPath}`;
  return { code: "ENOENT", reason: `there is no program ${program} ${where}` };
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param what that needs it, for the message; throws PREREQUISITE_MISSING where there is none in our PATH */
export function requireProgram(program: string, packageName: string, what: string): void {
  if (hasProgram(program)) return;
  throw new FaultlineError(
    "PREREQUISITE_MISSING",
    `${what} needs the program ${program}, and there is none in the PATH. Install ${packageName}.`,
  );
}

/** Whether the program is in our own PATH. */
export function hasProgram(program: string): boolean {
  return "file" in lookUp(program, process.env.PATH ?? "", process.cwd());
}
