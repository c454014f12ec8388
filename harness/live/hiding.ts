/** Takes the path of a FIFO away by a rename in its folder, and brings the very same FIFO back. */
import fs from "node:fs";
import { awayOf, type Inode, inodeOf } from "../children/fifo.js";
import type { Stage } from "../stage.js";
import { notSeen, seen } from "./proof.js";
import type { Undoing } from "./undoing.js";

export interface HidingOptions {
  /** The path of a FIFO by its resource. */
  pathOf(resource: string): string;
  undoing: Undoing;
}

/** What is away, by resource. */
interface Away {
  inode: Inode;
  forget(): void;
}

export function hiding({ pathOf, undoing }: HidingOptions): Pick<Stage, "hideFifo" | "showFifo"> {
  const hidden = new Map<string, Away>();

  function hideFifo(resource: string): string {
    const path = pathOf(resource);
    const away = awayOf(path);
    const inode = inodeOf(path);
    if (inode === null) throw new Error(`nothing is at ${path}`);
    // A rename would put it over whatever is there.
    if (inodeOf(away) !== null) throw new Error(`there is something at ${away} already`);
    fs.renameSync(path, away);
    hidden.set(resource, { inode, forget: undoing.add(() => putBack(path)) });
    return `${path} (inode ${inode.ino}) was renamed to ${away}`;
  }

  function showFifo(resource: string) {
    const path = pathOf(resource);
    const away = hidden.get(resource);
    if (away === undefined) throw new Error(`${path} was never renamed`);
    const { inode, forget } = away;
    putBack(path);
    forget();
    const found = inodeOf(path);
    if (found?.ino === inode.ino && found.dev === inode.dev)
      return seen(`the same FIFO (inode ${inode.ino}) is at ${path} again`);
    return notSeen(
      `inode ${found?.ino ?? "none"} is at ${path}, not ${inode.ino}: somebody made it meanwhile`,
    );
  }

  return { hideFifo, showFifo };
}

/** Nothing that somebody made at the path meanwhile is replaced. */
function putBack(path: string): void {
  const away = awayOf(path);
  if (inodeOf(path) === null && inodeOf(away) !== null) fs.renameSync(away, path);
}
