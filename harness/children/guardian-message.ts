/** What the harness tells its guardian: one JSON document a line. */
import type { Identity } from "../event.js";

export type GuardianMessage =
  /** A temporary folder to remove if the harness dies. */
  | { folder: string }
  | { forgetFolder: string }
  /** The leader of a process group to kill if the harness dies, should its environment not show the tag. */
  | { child: Identity }
  | { forgetChild: Identity }
  /** The harness has cleaned up by itself. */
  | { bye: true };

/** The line that the guardian prints once it can be relied on. */
export const readyLine = "guardian ready";
