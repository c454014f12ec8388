/** Makes what a system file wants to be there before its roles are started, in the folders of the run. */
import fs from "node:fs";
import path from "node:path";
import { makeFifo } from "../children/fifo.js";
import { FaultlineError } from "../errors.js";
import type { System } from "../system.js";
import { errorAt } from "../text/source.js";
import { fill, type Variables } from "../text/template.js";

/** Returns the FIFOs that it made. Throws BAD_SYSTEM, located, for a file that is not there. */
export async function makePrepared({ prepare, source }: System, variables: Variables): Promise<string[]> {
  const fifos: string[] = [];
  for (const [index, step] of prepare.entries()) {
    const own = (text: string): string => {
      const file = fill(text, variables, `prepare[${index}]`);
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      return file;
    };
    switch (step.kind) {
      case "copy": {
        const from = fill(step.from, variables, `prepare[${index}]`);
        if (!fs.existsSync(from)) {
          const message = `must be a file or folder that is there, got "${from}"`;
          throw errorAt("BAD_SYSTEM", source, ["prepare", index, "copy"], message);
        }
        fs.cpSync(from, own(step.to), { recursive: true });
        break;
      }
      case "mkdir":
        fs.mkdirSync(own(step.path), { recursive: true, mode: 0o700 });
        break;
      case "mkfifo": {
        const file = own(step.path);
        await makeFifo(file);
        fifos.push(file);
        break;
      }
      default:
        step satisfies never;
    }
  }
  return fifos;
}

/**
 * A file that is read line by line must not be there yet: its old lines would be read as those of this run.
 * @param what that its role writes there: its log
 * @throws FaultlineError PREREQUISITE_MISSING
 */
export function refuseOldFile(file: string, role: string, what: string): void {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return;
  throw new FaultlineError(
    "PREREQUISITE_MISSING",
    `${file}: ${role} is to write ${what} here, and there is a file of ${stat.size} bytes. Move it away, or let it write below \${run}.`,
  );
}
