/** Makes the temporary folder of a run, which only its owner can enter. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** Every folder that the harness makes begins so, and the guardian removes no other. */
export const tempPrefix = "faultline-";

/** How the names of all temporary folders of a run begin. */
export function tempPrefixOf(tag: string): string {
  return `${tempPrefix}${tag.replaceAll(/[^A-Za-z0-9._-]/g, "_")}-`;
}

/** A new folder `faultline-<tag>-xxxxxx` (mode 0700) below the system's temporary folder. */
export function makeTempFolder(tag: string): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), tempPrefixOf(tag)));
}
