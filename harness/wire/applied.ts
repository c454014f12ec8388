/** The toxics on one link: their gates in its lanes, and what each of them has seen. */
import { now } from "./clock.js";
import type { Connection } from "./connection.js";
import { toxicsMax } from "./limits.js";
import { type Account, openAccount, type Seen, type Tally } from "./tally.js";
import { keepsFromDialling, type Toxic, type Way, waysOf } from "./toxic.js";
import { gatesOf, type MakeGate } from "./toxics/index.js";

/** The connections of the link, each with its number: the nth that was accepted. */
export type Connections = ReadonlyMap<Connection, number>;

export interface Applied {
  /** @throws RangeError when a number of the toxic is out of bounds, or there are too many toxics */
  apply(toxic: Toxic): string;
  /** @throws RangeError when there is no such toxic; so does `lift` */
  tally(id: string): Tally;
  /** Takes its gates away; the caller lets go what they held. */
  lift(id: string): Tally;
  /** Puts a new connection under all of them. */
  admit(connection: Connection): void;
  forget(connection: Connection): void;
  see(connection: Connection, way: Way, seen: Seen, under: readonly string[] | "all"): void;
  /** Whether no connection to the target can be made now. */
  keepFromDialling(): boolean;
}

interface Active {
  toxic: Toxic;
  ways: readonly Way[];
  makeGate: MakeGate;
  account: Account;
  /** Connections that it touched, and those of them that it severed. */
  touched: Set<Connection>;
  severed: Set<Connection>;
}

export function openApplied(connections: Connections): Applied {
  const actives = new Map<string, Active>();
  let count = 0;

  function activeOf(id: string): Active {
    const active = actives.get(id);
    if (active === undefined) throw new RangeError(`${id}: no such toxic is on this link`);
    return active;
  }

  return {
    apply: (toxic) => {
      if (actives.size >= toxicsMax) throw new RangeError(`more than ${toxicsMax} toxics on one link`);
      count += 1;
      const id = `${toxic.kind}-${count}`;
      const active = activate(toxic);
      actives.set(id, active);
      for (const [connection, number] of connections) addGates(id, active, connection, number);
      if (toxic.kind === "half-open") severLive(active, connections);
      tallyOf(active, connections);
      return id;
    },
    tally: (id) => tallyOf(activeOf(id), connections),
    lift: (id) => {
      const active = activeOf(id);
      const tally = tallyOf(active, connections);
      actives.delete(id);
      for (const { flows } of connections.keys()) for (const way of active.ways) flows[way].lane.remove(id);
      for (const connection of active.severed) connection.reset();
      return tally;
    },
    admit: (connection) => {
      const number = connections.get(connection) ?? 0;
      for (const [id, active] of actives) addGates(id, active, connection, number);
    },
    forget: (connection) => {
      for (const { touched, severed } of actives.values()) {
        touched.delete(connection);
        severed.delete(connection);
      }
    },
    see: (connection, way, seen, under) => {
      for (const [id, active] of actives) {
        if (!active.ways.includes(way)) continue;
        active.account.hold(heldBytes(active, connections));
        if (under !== "all" && !under.includes(id)) continue;
        active.account.see(seen);
        // A write that was under way when the connection ended is told of after its end.
        if (connections.has(connection)) touch(active, connection);
      }
    },
    keepFromDialling: () => [...actives.values()].some(({ toxic }) => keepsFromDialling(toxic)),
  };
}

function activate(toxic: Toxic): Active {
  return {
    toxic,
    ways: waysOf(toxic),
    makeGate: gatesOf(toxic),
    account: openAccount(now()),
    touched: new Set(),
    severed: new Set(),
  };
}

function addGates(id: string, { ways, makeGate }: Active, { flows }: Connection, number: number): void {
  for (const way of ways) flows[way].lane.add(id, makeGate(`${number}/${way}`));
}

function severLive(active: Active, connections: Connections): void {
  for (const connection of connections.keys()) {
    if (!connection.live()) continue;
    touch(active, connection);
    active.severed.add(connection);
    connection.sever();
  }
}

function touch({ touched, account }: Active, connection: Connection): void {
  if (touched.has(connection)) return;
  touched.add(connection);
  account.touch();
}

function tallyOf(active: Active, connections: Connections): Tally {
  active.account.hold(heldBytes(active, connections));
  return active.account.tally(now());
}

function heldBytes({ ways }: Active, connections: Connections): number {
  let sum = 0;
  for (const { flows } of connections.keys()) for (const way of ways) sum += flows[way].heldBytes();
  return sum;
}
