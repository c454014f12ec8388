/** What is read of a run, and which observations are looked for in it: the logs of each incarnation, and files beside them. */
import fs from "node:fs";
import nodePath from "node:path";
import { type Followed, openFollowed } from "../children/followed.js";
import { rolesOf } from "../planning/feed.js";
import type { Plan } from "../planning/plan.js";
import { type InBars, inBars } from "../probes/in-bars.js";
import { type LineProbe, lineProbe } from "../probes/line.js";
import type { ObservationName, System } from "../system.js";
import { fill, type Variables } from "../text/template.js";
import type { Crew } from "./crew.js";
import type { Incarnation } from "./incarnation.js";

export interface NamedProbe {
  what: ObservationName;
  probe: LineProbe;
  /** Absent where what is read is no count of bars. */
  convert: InBars | undefined;
}

/** A file to which one role appends what is observed. */
export interface ObservedFile {
  role: string;
  /** As the observation names it, variables not yet replaced. */
  name: string;
  path: string;
  tail: Followed;
  probes: readonly NamedProbe[];
}

export interface Readable {
  incarnation: Incarnation;
  tails: readonly Followed[];
  probes: readonly NamedProbe[];
  /** Null: the logs of the incarnation. */
  file: ObservedFile | null;
}

/** The probes for the lines of logs, and the files that are read beside them; one that several observations name once. */
export interface Sources {
  logProbes: readonly NamedProbe[];
  files: readonly ObservedFile[];
}

export function sourcesOf(system: System, plan: Plan, variables: Variables): Sources {
  const logProbes: NamedProbe[] = [];
  const files = new Map<string, ObservedFile & { probes: NamedProbe[] }>();
  const present = rolesOf(system, plan.feed).map(({ name }) => name);
  const { snapshot } = system.observe;
  const everyBars = snapshot?.kind === "line" ? (snapshot.everyBars ?? 1) : 1;
  for (const [name, observation] of Object.entries(system.observe)) {
    if (observation?.kind !== "line") continue;
    const what = name as ObservationName;
    const isCount = what === "published" || what === "taken";
    const convert = isCount ? inBars(observation, plan, everyBars) : undefined;
    const probe = { what, probe: lineProbe(observation), convert };
    const { file, role } = observation;
    if (file === undefined || role === undefined) {
      logProbes.push(probe);
    } else if (present.includes(role)) {
      const path = fill(file, variables, `observe.${name}.file`);
      const known = files.get(path) ?? { role, name: file, path, tail: openFollowed(path), probes: [] };
      known.probes.push(probe);
      files.set(path, known);
    }
  }
  return { logProbes, files: [...files.values()] };
}

/**
 * All that can be read now, in the order in which it must be read: what shows an effect first, what shows its cause last.
 * A bar that is seen taken was published before it was read, so its line is already there when the publisher's is read.
 */
export function readables({ logProbes, files }: Sources, crew: Crew, sourceRole: string): Readable[] {
  const logs = crew.incarnations
    .filter(({ exit }) => exit === null)
    .map((incarnation) => ({ incarnation, tails: incarnation.logs, probes: logProbes, file: null }));
  const beside = files.flatMap((file): Readable[] => {
    const incarnation = crew.last(file.role);
    return incarnation === null ? [] : [{ incarnation, tails: [file.tail], probes: file.probes, file }];
  });
  const takenElsewhere = files.some(({ probes }) => probes.some(({ what }) => what === "taken"));
  const rank = ({ incarnation, file }: Readable): number => {
    const whats = (file?.probes ?? []).map(({ what }) => what);
    if (whats.includes("published")) return 3;
    if (file === null && incarnation.role.name === sourceRole) return 2;
    if (file === null) return takenElsewhere ? 0 : 1;
    return whats.includes("taken") ? 1 : 0;
  };
  return [...logs, ...beside].sort((a, b) => rank(a) - rank(b));
}

/** Puts what lies outside of the run's folder into its logs, so that it stays with the run and is not in the way of the next. */
export function keepFiles({ files }: Sources, folder: string, logFolder: string): void {
  for (const { path } of files) {
    if (path.startsWith(`${folder}${nodePath.sep}`) || !fs.existsSync(path)) continue;
    fs.copyFileSync(path, nodePath.join(logFolder, path.slice(1).replaceAll(nodePath.sep, "_")));
    fs.rmSync(path);
  }
}
