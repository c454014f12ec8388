/** What a fault may do to the wire before an endpoint, and to what flows in a channel: the effects, as an interface. */
import type { PlannedStep } from "./planning/plan.js";
import type { Proof } from "./stage.js";
import type { Garbage, Tally, Toxic } from "./wire/wire.js";

/** What a rogue publisher sends; `topic` is that of the messages that it resembles, empty for any. */
export interface Soil {
  what: Garbage;
  count: number;
  topic: string;
}

export interface WireStage {
  /** Puts a toxic on the wire before an endpoint; returns what was put there, throws where one is there already. */
  poison(endpoint: string, toxic: Toxic): Promise<string>;
  /**
   * Looks at what the proxy counted under the toxic until it shows it, for as long as the fault is meant to be open;
   * `judge` gives the proof in words, or null.
   */
  shows(step: PlannedStep, judge: (tally: Tally) => string | null): Promise<Proof>;
  /** Lifts the toxic; what was held goes on. The proof tells what passed, was held and was dropped in all. */
  lift(endpoint: string): Promise<Proof>;
  /** RST to both sides of each connection to the endpoint; throws where there is none. */
  resetConnections(endpoint: string): Promise<string>;
  /** Waits until the kernel shows none of the connections that were reset. */
  connectionsGone(endpoint: string): Promise<Proof>;
  /** Waits until the kernel shows the connections open towards those who connected, and none towards the listener. */
  connectionsHalfOpen(endpoint: string): Promise<Proof>;
  /** Puts garbage into what the readers of an endpoint or FIFO get; returns what was sent, throws where nobody reads. */
  soil(channel: string, soil: Soil): Promise<string>;
  /** Sends the newest messages of an endpoint once more; returns what was sent, throws where nobody reads. */
  repeatMessages(endpoint: string, count: number, topic: string): Promise<string>;
  /** Whether what was sent last really left: the count of bytes that the kernel took. */
  sentBytes(channel: string): Promise<Proof>;
}
