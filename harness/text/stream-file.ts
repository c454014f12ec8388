/** Finds a results file by name or date and reads it, refusing what is no reasonable file before reading it. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { TextDecoder } from "node:util";
import { FaultlineError } from "../errors.js";
import { readStream, type Stream } from "./stream.js";

export type StreamFile = {
  path: string;
  sizeBytes: number;
  /** SHA-256 of the file in hex: what the expected bars of a run were derived from. */
  sha256: string;
  stream: Stream;
};

/** 256 MiB, about 2.5 million symbol bars: a year of 25 symbols. V8 cannot hold a text beyond 512 MiB. */
export const resultsBytesMax = 256 * 1024 * 1024;

const datePattern = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const filePattern = /^results_(\d\d-\d\d)\.json$/;

/**
 * The path of `results_<date>.json` in one of `folders`. Throws a FaultlineError: BAD_FLAGS for what is no date,
 * BAD_RESULTS where no folder has it (with the dates that exist), or where two folders have different ones.
 */
export function findResultsByDate(date: string, folders: readonly string[]): string {
  if (!datePattern.test(date)) {
    const there = `there are: ${datesIn(folders).join(", ") || "none"}`;
    const message = `--date: must be a month and a day such as 10-24, got ${JSON.stringify(date)}; ${there}`;
    throw new FaultlineError("BAD_FLAGS", message);
  }
  const name = `results_${date}.json`;
  const found = folders.map((folder) => path.join(folder, name)).filter((file) => fs.existsSync(file));
  const distinct = [...new Set(found.map((file) => fs.realpathSync(file)))];
  const [first] = found;
  if (first === undefined) {
    const dates = datesIn(folders).join(", ") || "none";
    const message = `${name}: not found in ${folders.join(" or ")}; dates that exist: ${dates}`;
    throw new FaultlineError("BAD_RESULTS", message);
  }
  if (distinct.length > 1) {
    const message = `${name}: there are two, ${found.join(" and ")}; say which with --results FILE`;
    throw new FaultlineError("BAD_RESULTS", message);
  }
  return first;
}

/** Reads and checks a results file. Throws a FaultlineError (BAD_RESULTS) for whatever is wrong with it, in one line. */
export function loadStream(file: string): StreamFile {
  const bytes = readLimited(file);
  const text = decode(file, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { path: file, sizeBytes: bytes.length, sha256, stream: readStream(text, file) };
}

function datesIn(folders: readonly string[]): string[] {
  const dates = new Set<string>();
  for (const folder of folders) {
    for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
      const date = filePattern.exec(name)?.[1];
      if (date !== undefined) dates.add(date);
    }
  }
  return [...dates].sort();
}

function readLimited(file: string): Buffer {
  const fd = openWithoutWaiting(file);
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile()) throw badFile(file, `must be a regular file, got ${kindOf(stat)}`);
    if (stat.size > resultsBytesMax) {
      throw badFile(file, `must be at most ${resultsBytesMax} bytes (256 MiB), got ${stat.size} bytes`);
    }
    return fs.readFileSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** O_NONBLOCK, since opening a FIFO that nobody writes would otherwise wait for ever. */
function openWithoutWaiting(file: string): number {
  try {
    return fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const why = new Map([
      ["ENOENT", "there is no such file"],
      ["EACCES", "must be readable, but permission is denied"],
      ["ENOTDIR", "there is no such file: a part of its path is not a folder"],
    ]);
    throw badFile(file, why.get(code) ?? `cannot be opened: ${code}`, error);
  }
}

function kindOf(stat: fs.Stats): string {
  if (stat.isDirectory()) return "a folder";
  if (stat.isFIFO()) return "a FIFO";
  return stat.isSocket() ? "a socket" : "a device";
}

function decode(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw badFile(file, "must be JSON in UTF-8, but it holds bytes that are no UTF-8", error);
  }
}

function badFile(file: string, message: string, cause?: unknown): FaultlineError {
  return new FaultlineError("BAD_RESULTS", `${file}: ${message}`, cause === undefined ? {} : { cause });
}
