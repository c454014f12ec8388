/** Takes the port of a role while that is down, starts the role against it, and sees it come up once the port is free. */
import type { Census } from "../children/census.js";
import { alive } from "../children/proc.js";
import { type Squatter, squatAt } from "../children/squatter.js";
import type { History } from "../history.js";
import { restartMs } from "../limits.js";
import type { Proof, Stage } from "../stage.js";
import type { Incarnation } from "./incarnation.js";
import { holdsWithin, nameOf, notSeen, seen } from "./proof.js";
import type { Starting } from "./starting.js";
import type { Undoing } from "./undoing.js";

export interface SquattingOptions extends Pick<Starting, "start" | "spawn" | "becomesReady"> {
  /** Numbers of the ports, by resource. */
  ports: Readonly<Record<string, number>>;
  history: History;
  undoing: Undoing;
  lastOf(role: string): Incarnation;
  /** Takes censuses until one is a proof, or the time is up. */
  looksUntil(judge: (census: NonNullable<Census>) => Proof, limitMs: number): Promise<Proof>;
}

/** A boot takes tens of milliseconds, ten times that on a busy machine: who lives so long waits, or tries again. */
const meetMs = 1_500;

interface Taken {
  squatter: Squatter;
  port: string;
  forget(): void;
}

export function squatting(options: SquattingOptions): Pick<Stage, "squat" | "unsquat"> {
  const { ports, undoing } = options;
  /** By role. */
  const taken = new Map<string, Taken>();

  async function squat(role: string, port: string): Promise<Proof> {
    const number = ports[port];
    if (number === undefined) throw new Error(`there is no port ${port} in this feed`);
    const where = `${port} (127.0.0.1:${number})`;
    let squatter: Squatter;
    try {
      squatter = await squatAt(number);
    } catch (error) {
      return notSeen(
        `${where} could not be taken: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    taken.set(role, { squatter, port, forget: undoing.add(squatter.leave) });
    const incarnation = await options.spawn(role);
    if (incarnation === null) return notSeen(`${role} could not be started against it`);
    await holdsWithin(meetMs, () => incarnation.exit !== null);
    const { exit } = incarnation;
    const how = exit?.signal == null ? `with code ${exit?.code}` : `on ${exit.signal}`;
    const met = `${nameOf(incarnation)} ${exit === null ? `still lives after ${meetMs} ms` : `exited ${how}`} against it`;
    return options.looksUntil((census) => {
      const listeners = (census[port] ?? []).filter(({ end }) => end === "listen");
      const ours = listeners.some(({ pid }) => pid === process.pid);
      const others = listeners.filter(({ pid }) => pid !== process.pid).map(({ pid }) => `pid ${pid}`);
      if (ours && others.length === 0) return seen(`the harness alone listens on ${where}; ${met}`);
      const who = [...(ours ? ["the harness"] : []), ...others].join(", ") || "nobody";
      return notSeen(`${who} listens on ${where}; ${met}`);
    }, restartMs);
  }

  async function unsquat(role: string): Promise<Proof> {
    const held = taken.get(role);
    if (held === undefined) return options.start(role);
    const up = await comesUp(role, held.squatter.leave);
    held.forget();
    if (!up.seen) return up;
    const listens = await listensOn(held.port, role);
    const met = `${held.squatter.connections()} connections were kept waiting`;
    return { ...listens, text: `${met}; ${up.text}; ${listens.text}` };
  }

  /** By itself where it still lives. */
  async function comesUp(role: string, leave: () => Promise<void>): Promise<Proof> {
    const incarnation = options.lastOf(role);
    if (!alive(incarnation.identity)) {
      await leave();
      return options.start(role);
    }
    const ready = await options.becomesReady(incarnation, leave);
    if (!alive(incarnation.identity)) return options.start(role);
    return ready.seen ? { ...ready, text: `${ready.text} by itself` } : ready;
  }

  async function listensOn(port: string, role: string): Promise<Proof> {
    const { role: of, number, identity } = options.lastOf(role);
    const proof = await options.looksUntil((census) => {
      const isThere = (census[port] ?? []).some(
        ({ end, pid, groupId }) => end === "listen" && (groupId ?? pid) === identity.pid,
      );
      return isThere
        ? seen(`it listens on ${port}`)
        : notSeen(`it does not listen on ${port}, which is free again`);
    }, of.ready.withinMs);
    // It may have said that it is ready all the same: who cannot be reached is not.
    if (!proof.seen && proof.available)
      options.history.append({
        type: "role",
        role,
        incarnation: number,
        state: "not-ready",
        identity,
        reason: proof.text,
      });
    return proof;
  }

  return { squat, unsquat };
}
