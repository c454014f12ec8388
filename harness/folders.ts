/** Makes a folder with its parents; unlike Node's own recursive mkdir it ends where the kernel never lets it. */
import fs from "node:fs";
import path from "node:path";

/** `fs.mkdirSync(folder, { recursive: true })` tries for ever below /proc, where making a folder is ENOENT. */
export function makeFolders(folder: string): void {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolders(parent);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    // Another run may have made it in the meantime.
    if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
