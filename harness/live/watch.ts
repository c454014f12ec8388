/** Reads the logs of all live incarnations on a tick, and turns lines into events: ready, seen, trouble. */

import type { History } from "../history.js";
import { tickMs } from "../limits.js";
import type { Plan } from "../planning/plan.js";
import { type LineProbe, lineProbe } from "../probes/line.js";
import type { ObservationName, System } from "../system.js";
import type { Crew } from "./crew.js";
import { type Incarnation, remember } from "./incarnation.js";

export interface Watch {
  /** Reads all that is new, now. */
  tick(): void;
  /** Reads all that one incarnation wrote, its unterminated last line included. */
  drain(incarnation: Incarnation): void;
  stop(): void;
}

interface NamedProbe {
  what: ObservationName;
  probe: LineProbe;
}

interface NewLines {
  incarnation: Incarnation;
  lines: readonly string[];
}

/** Between one tick and the next at the most a quarter of a bar, and never less than the shortest tick. */
export function tickOf(speedMs: number): number {
  return Math.min(10, Math.max(tickMs, Math.floor(speedMs / 4)));
}

function probesOf(system: System): NamedProbe[] {
  return Object.entries(system.observe).flatMap(([what, observation]) =>
    observation?.kind === "line" ? [{ what: what as ObservationName, probe: lineProbe(observation) }] : [],
  );
}

/**
 * The role that publishes is read last and recorded first. A bar that is seen taken was published before it was read, so
 * its line is already there when the publisher's log is read: an effect is never recorded before its cause.
 */
function readingOrder(crew: Crew, sourceRole: string): Incarnation[] {
  const rank = ({ role }: Incarnation): number => (role.name === sourceRole ? 1 : 0);
  return crew.incarnations.filter(({ exit }) => exit === null).sort((a, b) => rank(a) - rank(b));
}

export function startWatch(plan: Plan, system: System, crew: () => Crew, history: History): Watch {
  const probes = probesOf(system);
  const readyPatterns = new Map(system.roles.map((role) => [role.name, new RegExp(role.ready.line, "u")]));

  function take(incarnation: Incarnation, line: string, atMs: number): void {
    remember(incarnation, line);
    const { role, number } = incarnation;
    if (!incarnation.ready && readyPatterns.get(role.name)?.test(line) === true) {
      incarnation.ready = true;
      history.append(
        {
          type: "role",
          role: role.name,
          incarnation: number,
          state: "ready",
          identity: incarnation.identity,
        },
        atMs,
      );
    }
    for (const { what, probe } of probes) {
      const sight = probe(role.name, line);
      if (sight !== null)
        history.append({ type: "seen", what, role: role.name, incarnation: number, ...sight, line }, atMs);
    }
  }

  function readNew(incarnation: Incarnation): NewLines {
    const { outLog, errLog, role, number } = incarnation;
    const lines: string[] = [];
    for (const log of [outLog, errLog]) {
      const news = log.read();
      lines.push(...news.lines);
      if (news.shrank) {
        const reason = `the log of ${role.name}.${number} became shorter while it was read`;
        history.append({ type: "harness", problem: "log-shrank", reason });
      }
    }
    return { incarnation, lines };
  }

  function tick(): void {
    const news = readingOrder(crew(), plan.sourceRole).map(readNew).reverse();
    const atMs = history.now();
    for (const { incarnation, lines } of news) for (const line of lines) take(incarnation, line, atMs);
  }

  function drain(incarnation: Incarnation): void {
    tick();
    for (;;) {
      const { lines } = readNew(incarnation);
      if (lines.length === 0) break;
      for (const line of lines) take(incarnation, line, history.now());
    }
    for (const log of [incarnation.outLog, incarnation.errLog]) {
      const rest = log.rest();
      if (rest !== null && rest !== "") take(incarnation, rest, history.now());
    }
  }

  const timer = setInterval(tick, tickOf(plan.speedMs));
  return { tick, drain, stop: () => clearInterval(timer) };
}
