/** Reads the log files of a scheme run whole, or their heads and tails where they are long. */
import fs from "node:fs";
import path from "node:path";
import { cleanLine } from "../children/tail.js";
import type { Log } from "../evidence/log-lines.js";
import { logNameOf } from "./run-folder.js";

/** Of a longer log that many bytes of its head and as many of its tail are read: a report is no archive. */
const halfBytes = 256 * 1024;

export function readLogs(folder: string, schemeId: string): Log[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const named = logNameOf(name, schemeId);
      return named === null ? [] : [{ ...named, lines: readLines(path.join(folder, name)) }];
    });
}

function readLines(file: string): string[] {
  const descriptor = fs.openSync(file, "r");
  try {
    const { size } = fs.fstatSync(descriptor);
    if (size <= 2 * halfBytes) return linesOf(readAt(descriptor, 0, size));
    const head = linesOf(readAt(descriptor, 0, halfBytes));
    const tail = linesOf(readAt(descriptor, size - halfBytes, halfBytes));
    return [...head, `(${size - 2 * halfBytes} bytes of this log are left out here)`, ...tail];
  } finally {
    fs.closeSync(descriptor);
  }
}

function readAt(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, fs.readSync(descriptor, buffer, 0, length, position));
}

function linesOf(bytes: Buffer): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    lines.push(cleanLine(bytes.subarray(start, end)));
    start = end + 1;
  }
  if (start < bytes.length) lines.push(cleanLine(bytes.subarray(start)));
  return lines;
}
