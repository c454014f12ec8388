/** Fault `disk-full`: the files of the role can grow no more; it is the limit of its files, not of the file system. */
import type { Fault } from "../stage.js";

export const diskFull: Fault = {
  summary:
    "each write that would make the role's largest file longer fails (EFBIG, a limit of the role, not of the disk)",
  target: "role",
  /** A role that keeps in memory what it could not write, and goes on, is right: what must stand still is the file. */
  effect: "none",
  restarts: false,
  mayExit: true,
  starts: 1,
  needs: { program: "prlimit", package: "util-linux" },
  defaultForBars: 10,
  inject: (stage, { target }) => stage.fill(target),
  observe: (stage, { target }) => stage.filled(target),
  heal: (stage, { target }) => stage.empty(target),
};
