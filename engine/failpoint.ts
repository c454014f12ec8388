/** Named places at which a process can be made to SIGKILL itself, for faults that must hit an exact instruction. */
import fs from "node:fs";
import { exitCodes } from "./exit.js";
import { warnLine } from "./print.js";

/** Every place that can be armed, with what has and has not happened there. */
export const failpoints = {
  "publisher.before-send": "a symbol bar is about to be sent",
  "publisher.after-send": "a symbol bar was sent, the cursor does not know it yet",
  "publisher.before-print": "all symbol bars of a bar were sent, its line is not out",
  "publisher.mid-cursor": "the line is out, the cursor is about to be written",
  "publisher.after-cursor": "the cursor is written",
  "publisher.mid-replay": "a history answer is made, not sent",
  "publisher.after-epoch": "the epoch is durable, nothing is bound",
  "bridge.received": "a message was received, nothing was written",
  "bridge.after-write": "a batch is in the FIFO",
  "fifo.before-write": "a batch is about to be written to the FIFO",
  "fifo.mid-record": "half a record is in the FIFO",
  "fifo.mid-hello": "a hello was read, its mark is not written",
  "feed.received": "a record was read from the feed, it is not delivered",
  "feed.delivered": "a record was delivered to the consumer",
  "feed.hello": "a hello was written, no mark has come",
  "engine.before-order": "a bar led to orders, none of them is in the ledger",
  "ledger.before-line": "a bar was computed, its ledger line is not written",
  "ledger.mid-line": "half a ledger line is written",
  "ledger.after-line": "the ledger line is written, the checkpoint is not",
  "ledger.after-fsync": "the ledger line is on the disk (--fsync bar), the checkpoint is not",
  "checkpoint.mid-write": "half the new checkpoint is in its temporary file (once in 16 bars)",
  "checkpoint.before-rename":
    "the temporary file is whole, the old checkpoint still stands (once in 16 bars)",
  "checkpoint.after-rename": "the new checkpoint stands (once in 16 bars)",
  "ledger.truncated": "a start has cut a torn end off the ledger, nothing is asked for yet",
} as const;

export type FailpointName = keyof typeof failpoints;

/**
 * FAULTLINE_FAILPOINT names what is armed: `ledger.mid-line@137` fires at the 137th passage, `ledger.mid-line@signal` at
 * the first one after SIGUSR2.
 */
const armed = armedByEnvironment();
let passages = 0;
let duePassage = armed?.passage === "signal" ? Number.POSITIVE_INFINITY : (armed?.passage ?? 0);
if (armed?.passage === "signal") {
  process.on("SIGUSR2", () => {
    duePassage = passages + 1;
  });
}

/** Passes a failpoint. Costs one comparison when nothing is armed. */
export function failpoint(name: FailpointName): void {
  if (armed !== undefined && armed.name === name) pass();
}

/** True when the next passage of this failpoint will fire: for places that must first write half of something. */
export function failpointIsDue(name: FailpointName): boolean {
  return armed !== undefined && armed.name === name && passages + 1 === duePassage;
}

/** The text behind `--failpoints`: one name a line, with its meaning. */
export function listFailpoints(prefixes: readonly string[]): string {
  const names = Object.entries(failpoints).filter(([name]) =>
    prefixes.some((prefix) => name.startsWith(`${prefix}.`)),
  );
  return names.map(([name, meaning]) => `${name.padEnd(26)} ${meaning}`).join("\n");
}

/**
 * Reads `name@N`; `name` alone means the first passage, `name@signal` the first after SIGUSR2.
 * @throws Error when the name is not registered or N is not a whole number from 1
 */
export function parseFailpoint(
  text: string | undefined,
): { name: FailpointName; passage: number | "signal" } | undefined {
  if (text === undefined || text === "") return undefined;
  const [name = "", count = "1", ...rest] = text.split("@");
  const passage = count === "signal" ? count : Number(count);
  const isPassage = passage === "signal" || (Number.isSafeInteger(passage) && passage >= 1);
  if (!Object.hasOwn(failpoints, name) || rest.length > 0 || !isPassage) {
    throw new Error(
      `FAULTLINE_FAILPOINT must be a registered name and a passage, such as "ledger.mid-line@137", got "${text}"`,
    );
  }
  return { name: name as FailpointName, passage };
}

/** A failpoint that cannot be armed must not look like one that was never passed: the program does not start. */
function armedByEnvironment(): ReturnType<typeof parseFailpoint> {
  try {
    return parseFailpoint(process.env.FAULTLINE_FAILPOINT);
  } catch (error) {
    warnLine(error instanceof Error ? error.message : String(error));
    process.exit(exitCodes.usage);
  }
}

function pass(): void {
  passages += 1;
  if (passages !== duePassage || !claimOnce(process.env.FAULTLINE_FAILPOINT_ONCE)) return;
  process.kill(process.pid, "SIGKILL");
  // The signal is delivered to this very process before kill(2) returns; this only guards the type of the claim.
  for (;;);
}

/** With FAULTLINE_FAILPOINT_ONCE=<file> only the process that creates the file fires: a restarted role lives on. */
function claimOnce(file: string | undefined): boolean {
  if (file === undefined || file === "") return true;
  try {
    fs.closeSync(fs.openSync(file, "wx"));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
