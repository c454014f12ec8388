/** Lets the files of a role take no more: a limit at their size, which leaves its logs room and the disk of others alone. */
import fs from "node:fs";
import path from "node:path";
import { groupMembers } from "../children/proc.js";
import { type WrittenFile, writtenFiles } from "../children/proc-written.js";
import type { Proof, Stage } from "../stage.js";
import type { Incarnation } from "./incarnation.js";
import type { Limiting } from "./limiting.js";
import { nameOf, notSeen } from "./proof.js";

export interface FillingOptions {
  limiting: Limiting;
  /** Folders below which a role keeps what it writes: that of the run, and its state. */
  folders: readonly string[];
  /** Where the harness keeps what roles print. */
  logFolder: string;
}

export function filling(options: FillingOptions): Pick<Stage, "fill" | "filled" | "empty"> {
  const { limiting, logFolder } = options;
  /** By role: its largest file, and its log, as they were when the limit was set. */
  const full = new Map<string, { file: WrittenFile; log: WrittenFile | undefined }>();

  async function fill(role: string): Promise<string> {
    const done = await limiting.impose(role, "file-size", (incarnation) => {
      const { largest, log } = filesOf(incarnation);
      const who = nameOf(incarnation);
      if (largest === undefined) {
        throw new Error(`${who} has no file open for writing in the folder or the state of the run`);
      }
      // The limit is one for all files of a process: past it, nothing would be seen of the role any more.
      if (log !== undefined && log.sizeBytes >= largest.sizeBytes) {
        throw new Error(
          `${who} has written more to its log (${log.sizeBytes} bytes) than to ${nameIn(largest)} ` +
            `(${largest.sizeBytes} bytes): a limit there would silence it`,
        );
      }
      full.set(role, { file: largest, log });
      return largest.sizeBytes;
    });
    const { file } = fullOf(role);
    return `${nameIn(file)} can grow no more: ${done}, its size`;
  }

  function filesOf({ identity }: Incarnation): {
    largest: WrittenFile | undefined;
    log: WrittenFile | undefined;
  } {
    const logs = isBelow(logFolder);
    const ours = options.folders.map(isBelow);
    const written = groupMembers(identity.pid).flatMap(writtenFiles);
    const own = written.filter((file) => !logs(file) && ours.some((isOurs) => isOurs(file)));
    return { largest: largestOf(own), log: largestOf(written.filter(logs)) };
  }

  function fullOf(role: string) {
    const found = full.get(role);
    if (found === undefined) throw new Error(`no file of ${role} was limited`);
    return found;
  }

  /** Looked at before the limit is lifted, and before the role is started again. */
  async function empty(role: string): Promise<Proof> {
    const { file, log } = fullOf(role);
    const sizeBytes = sizeOf(file);
    const isSilenced = log !== undefined && sizeOf(log) >= file.sizeBytes;
    const lifted = await limiting.unlimit(role);
    if (sizeBytes > file.sizeBytes)
      return notSeen(`${nameIn(file)} grew from ${file.sizeBytes} to ${sizeBytes} bytes; ${lifted.text}`);
    if (isSilenced)
      return notSeen(
        `the log reached the limit of ${file.sizeBytes} bytes, lines of it are lost; ${lifted.text}`,
      );
    return { ...lifted, text: `${nameIn(file)} stood at ${sizeBytes} bytes; ${lifted.text}` };
  }

  return { fill, filled: limiting.limited, empty };
}

function largestOf(files: readonly WrittenFile[]): WrittenFile | undefined {
  return files.reduce<WrittenFile | undefined>(
    (most, file) => (most === undefined || file.sizeBytes > most.sizeBytes ? file : most),
    undefined,
  );
}

/** As it is now; 0 where it is gone. */
function sizeOf({ path: file }: WrittenFile): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function isBelow(folder: string): (file: WrittenFile) => boolean {
  const real = `${fs.realpathSync(folder)}${path.sep}`;
  return (file) => file.path.startsWith(real);
}

function nameIn(file: WrittenFile): string {
  return path.basename(file.path);
}
