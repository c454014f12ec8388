/** The consumer's half of a session on the FIFO: says hello on the control FIFO until its mark comes, and anew after silence. */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { failpoint } from "./failpoint.js";
import { fifoIdentity, makeFifo, openForWriting, writeAtomic } from "./fifo.js";
import { helloLine } from "./wire.js";

/** A hello without its mark is said again after this many ms: a writer that comes back is found as soon. */
const helloAgainMs = 10;
/**
 * A session silent for this many ms is given up. Its writer speaks every 20 ms; on a machine where fifteen pipelines
 * share two cores it is late by 100 ms, and giving up a living session costs up to a FIFO of repeated records.
 */
const silenceMs = 200;
/** Unanswered hellos before a human is told why nothing arrives: 3 s. */
const hellosBeforeNote = 300;

export interface Hello {
  /** Gives the session up and asks for a new one from the cursor on. */
  renew(reason: string | undefined): void;
  /** A mark was read; only our own answers. */
  marked(session: string): void;
  /** The writer of our session said something. */
  heard(): void;
  readonly answered: boolean;
  close(): void;
}

/** Says nothing before the first `renew`. `from` is the first seq that is missing, at each hello. */
export function sayHello(control: string, from: () => number, note: (line: string) => void): Hello {
  makeFifo(control);
  let session = "";
  let answered = false;
  let heardAt = 0;
  let unanswered = 0;
  let fd: number | undefined;
  let identity: string | undefined;

  const write = (): void => {
    const now = fifoIdentity(control);
    if (fd !== undefined && now !== identity) {
      fs.closeSync(fd);
      fd = undefined;
    }
    if (now === undefined && fs.existsSync(path.dirname(control))) makeFifo(control);
    if (fd === undefined) {
      fd = openForWriting(control);
      identity = fifoIdentity(control);
    }
    if (fd === undefined) return; // nobody listens: there is no writer
    if (writeAtomic(fd, Buffer.from(helloLine(session, from()))) === "gone") {
      fs.closeSync(fd);
      fd = undefined;
    }
    failpoint("feed.hello");
  };
  const renew = (reason: string | undefined): void => {
    if (reason !== undefined) note(`new session from seq ${from()}: ${reason}`);
    session = randomBytes(6).toString("hex");
    answered = false;
    write();
  };
  const timer = setInterval(() => {
    if (session === "") return;
    if (answered) {
      if (performance.now() - heardAt > silenceMs) renew("the writer is silent");
      return;
    }
    unanswered += 1;
    if (unanswered === hellosBeforeNote) {
      note(`no writer answers on ${control}; with --recovery off there, it is needed here too`);
    }
    write();
  }, helloAgainMs);
  return {
    renew,
    marked(seen) {
      if (seen !== session || answered) return;
      answered = true;
      unanswered = 0;
      heardAt = performance.now();
    },
    heard() {
      heardAt = performance.now();
    },
    get answered() {
      return answered;
    },
    close() {
      clearInterval(timer);
      if (fd !== undefined) fs.closeSync(fd);
      fd = undefined;
    },
  };
}
