/** Which commit a checkout is at, for the record of a run. */
import { spawnSync } from "node:child_process";

/** A repository that takes longer to answer is not worth the wait. */
const timeoutMs = 2000;

/** The commit's hash, `+` behind it where the work tree differs; null outside of a checkout or without git. */
export function commitOf(root: string): string | null {
  const head = git(root, ["rev-parse", "HEAD"]);
  if (head === null) return null;
  return git(root, ["status", "--porcelain", "--untracked-files=no"]) === "" ? head : `${head}+`;
}

function git(cwd: string, args: string[]): string | null {
  const { status, stdout } = spawnSync("git", args, { cwd, encoding: "utf8", timeout: timeoutMs });
  return status === 0 ? stdout.trim() : null;
}
