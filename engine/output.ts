/** Where a publisher puts its bars: one interface, two ways (ZMQ, FIFO). */
import type { Publication } from "./publication.js";
import type { Stamps } from "./stamps.js";
import type { Head } from "./wire.js";

/** What an output needs to know of its publisher. */
export interface OutputSource {
  publication: Publication;
  head(): Head;
  recovery: boolean;
  stamps: Stamps;
  note(line: string): void;
}

export interface Output {
  /** Sends the symbol bars of one bar; never waits for anybody. The head has moved already. */
  publish(bar: number): void;
  /** Says the head, when nothing else was said for a while. */
  heartbeat(): void;
  /** Readers or subscribers there are now. */
  consumers(): number;
  close(): void;
}
