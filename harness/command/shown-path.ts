/** How a path is shown to a person. Pure. */
import path from "node:path";

/** As a person would type it: relative where it lies below. */
export function shownPath(folder: string, cwd: string): string {
  const relative = path.relative(cwd, folder);
  return relative.startsWith("..") ? folder : relative || ".";
}
