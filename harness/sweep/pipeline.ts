/** What the generators know of the system under test: its roles by feed, and the failpoints that its programs list. */
import { fifosOf, rolesOf } from "../planning/feed.js";
import type { System } from "../system.js";

export interface FeedRoles {
  feed: string;
  /** In the order of the system file. */
  roles: readonly string[];
  /** Who reads the data, and is asked for what its reader lacks. */
  consumer: string;
  /** The role that writes the FIFO of the feed; null where the feed has none. */
  fifoWriter: string | null;
}

export interface Failpoint {
  role: string;
  name: string;
  meaning: string;
}

/** The roles of each feed, those of `feeds` only. */
export function feedRoles(system: System, feeds: readonly string[]): FeedRoles[] {
  return feeds.map((feed) => {
    const roles = rolesOf(system, feed);
    const consumer = roles.find((role) => role.consumer) ?? roles.at(-1);
    if (consumer === undefined) throw new Error(`system ${system.name} has no role in feed ${feed}`);
    const writers = roles.filter((role) => role !== consumer);
    return {
      feed,
      roles: roles.map(({ name }) => name),
      consumer: consumer.name,
      fifoWriter: fifosOf(system, feed).length > 0 ? (writers.at(-1)?.name ?? null) : null,
    };
  });
}

/** Reads what a program prints for `--failpoints`: a name a line, with its meaning. */
export function parseFailpoints(role: string, text: string): Failpoint[] {
  return text.split("\n").flatMap((line) => {
    const [, name, meaning] = /^(\S+\.\S+)\s+(\S.*)$/.exec(line) ?? [];
    return name === undefined || meaning === undefined ? [] : [{ role, name, meaning }];
  });
}
