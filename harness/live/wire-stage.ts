/** The wire of a real run as faults see it: toxics on the proxies, connections as the kernel lists them, rogue messages. */
import { procAvailable } from "../children/proc.js";
import { established } from "../children/proc-net.js";
import type { PlannedStep } from "../planning/plan.js";
import type { Proof } from "../stage.js";
import type { Soil, WireStage } from "../stage-wire.js";
import type { Sent, Tally } from "../wire/wire.js";
import type { Proxied } from "./ground.js";
import { notSeen, provenWithin, seen, unavailable } from "./proof.js";
import { soilFifo } from "./rogue-writer.js";

export interface WireStageOptions {
  links: Readonly<Record<string, Proxied>>;
  fifos: Readonly<Record<string, string>>;
  /** Longest wait for the wire to show what is done to it, milliseconds. */
  lookMs: number;
}

/** On a busy machine the bars of a short fault come late: so long is looked at the least, milliseconds. */
const shortestLookMs = 2_000;

export function wireStage({ links, fifos, lookMs }: WireStageOptions): WireStage {
  const toxics = new Map<string, string>();
  /** By endpoint, the ports of those whose connections were reset last. */
  const resetPorts = new Map<string, ReadonlySet<number>>();
  const sent = new Map<string, Sent>();

  function linkOf(endpoint: string): Proxied {
    const link = links[endpoint];
    if (link === undefined) throw new Error(`no proxy stands before ${endpoint} in this run`);
    return link;
  }

  /** Ports of those who are connected to the endpoint, as the kernel lists them. */
  async function clientsOf(endpoint: string): Promise<Set<number>> {
    const { port } = linkOf(endpoint);
    const rows = await established();
    return new Set(rows.filter(({ remotePort }) => remotePort === port).map(({ localPort }) => localPort));
  }

  function toxicOn(endpoint: string): string {
    const id = toxics.get(endpoint);
    if (id === undefined) throw new Error(`nothing is on the wire before ${endpoint}`);
    return id;
  }

  async function shows(
    { target: endpoint, forMs }: PlannedStep,
    judge: (tally: Tally) => string | null,
  ): Promise<Proof> {
    const [link, id] = [linkOf(endpoint), toxicOn(endpoint)];
    let last: Tally | null = null;
    const ask = async (): Promise<string | null> => {
      last = await link.tally(id);
      return judge(last);
    };
    return provenWithin(
      Math.max(forMs, shortestLookMs),
      ask,
      () => `the wire before ${endpoint} does not show it: ${tallyText(last)}`,
    );
  }

  async function resetConnections(endpoint: string): Promise<string> {
    resetPorts.set(endpoint, await clientsOf(endpoint));
    const { connections } = await linkOf(endpoint).reset();
    if (connections === 0) throw new Error(`nobody was connected to ${endpoint}: there was nothing to reset`);
    return `RST sent to both sides of ${connections} connections to ${endpoint}`;
  }

  async function connectionsGone(endpoint: string): Promise<Proof> {
    if (!procAvailable()) return unavailable("the kernel does not tell its connections here");
    const before = resetPorts.get(endpoint) ?? new Set();
    if (before.size === 0) return notSeen(`the kernel listed no connection to ${endpoint} before the reset`);
    const left = async () => [...(await clientsOf(endpoint))].filter((port) => before.has(port));
    return provenWithin(
      lookMs,
      async () =>
        (await left()).length === 0
          ? `the ${before.size} connections to ${endpoint} (from ports ${[...before].join(", ")}) are established no more`
          : null,
      () => `connections to ${endpoint} that were reset are still established`,
    );
  }

  async function connectionsHalfOpen(endpoint: string): Promise<Proof> {
    if (!procAvailable()) return unavailable("the kernel does not tell its connections here");
    const { port, targetPort } = linkOf(endpoint);
    let counts = "";
    const ask = async (): Promise<string | null> => {
      const rows = await established();
      const open = rows.filter(({ remotePort }) => remotePort === port).length;
      const through = rows.filter(({ remotePort }) => remotePort === targetPort).length;
      counts = `${open} connections are established towards those who connected to ${endpoint}, ${through} towards who listens`;
      return open > 0 && through === 0 ? counts : null;
    };
    return provenWithin(lookMs, ask, () => counts);
  }

  function sentText(channel: string, done: Sent, what: string): string {
    sent.set(channel, done);
    if (done.connections === 0) throw new Error(`nobody reads ${channel} to whom ${what} could be sent`);
    return `${done.messages} ${what} (${done.bytes} bytes) sent to ${done.connections} readers of ${channel}`;
  }

  async function soil(channel: string, { what, count, topic }: Soil): Promise<string> {
    const fifo = fifos[channel];
    const done =
      fifo === undefined
        ? await linkOf(channel).inject(what, count, { seed: channel, topic })
        : await soilFifo(fifo, what, count, lookMs);
    return sentText(channel, done, `${what} messages`);
  }

  return {
    poison: async (endpoint, toxic) => {
      if (toxics.has(endpoint)) throw new Error(`something is on the wire before ${endpoint} already`);
      toxics.set(endpoint, await linkOf(endpoint).apply(toxic));
      const { kind, ...how } = toxic;
      const text = Object.entries(how).map(([key, value]) => `${key} ${value}`);
      return `${kind} put on the wire before ${endpoint}${text.length === 0 ? "" : ` (${text.join(", ")})`}`;
    },
    shows,
    lift: async (endpoint) => {
      const tally = await linkOf(endpoint).lift(toxicOn(endpoint));
      toxics.delete(endpoint);
      return seen(`lifted after ${Math.round(tally.sinceMs)} ms: ${tallyText(tally)}`);
    },
    resetConnections,
    connectionsGone,
    connectionsHalfOpen,
    soil,
    repeatMessages: async (endpoint, count, topic) =>
      sentText(endpoint, await linkOf(endpoint).replay(count, topic), "old messages"),
    sentBytes: async (channel) => {
      const { bytes = 0, connections = 0 } = sent.get(channel) ?? {};
      // Proof of this sending alone: the next one has to bring its own.
      sent.delete(channel);
      const text = `the kernel took ${bytes} bytes for ${connections} readers of ${channel}`;
      return bytes > 0 ? seen(text) : notSeen(text);
    },
  };
}

function tallyText(tally: Tally | null): string {
  if (tally === null) return "nothing was counted";
  if (tally.chunks === 0 && tally.passedBytes === 0)
    return `nothing came to the proxy in ${Math.round(tally.sinceMs)} ms, so there was nothing to harm`;
  const { passedBytes, heldBytesMax, droppedBytes, chunks, slices } = tally;
  return `${passedBytes} bytes passed in ${slices} pieces of ${chunks} reads, at most ${heldBytesMax} waited, ${droppedBytes} were dropped`;
}
