/** What the shape of a system file cannot say of an observation by a tap, by a file of its own or by the clock. */
import { type Problem, quoted } from "./problem.js";
import type { SourcePath } from "./source.js";
import { placeProblem } from "./surroundings-check.js";
import type { ParsedSystem } from "./system-shape.js";

/** Observations that may be read from another file than the log of their role. */
const filed = ["published", "taken", "snapshot"] as const;
/** Keys that say how a line is read. */
const lineKeys = ["line", "json", "file", "except", "unit", "scope"] as const;

export function sightProblems(system: ParsedSystem): readonly Problem[] {
  return [...publishedProblems(system), ...filed.flatMap((name) => fileProblems(system, name))];
}

/** Whether it is seen by no line at all. */
export function isSeenElsewhere(observation: object): boolean {
  return "tap" in observation || "clock" in observation;
}

/** The resource whose URL a tap names; null where it is no such variable. */
export function tappedResource(tap: string): string | null {
  return /^\$\{([A-Za-z0-9]+)Url\}$/.exec(tap)?.[1] ?? null;
}

function publishedProblems({ observe, resources = {} }: ParsedSystem): Problem[] {
  const { published } = observe;
  const path = ["observe", "published"];
  const { tap, topic, bar, clock } = published;
  if (tap !== undefined) {
    const missing = Object.entries({ topic, bar }).filter(([, value]) => value === undefined);
    return [
      ...urlProblems(tap, resources, [...path, "tap"]),
      ...missing.map(([key]) => ({ path: [...path, key], message: "is missing, a tap needs it" })),
      ...besideProblems(published, "tap", ["clock", ...lineKeys], path),
    ];
  }
  const alone = ["topic", "bar"] as const;
  return clock === undefined
    ? alone.flatMap((key) =>
        published[key] === undefined
          ? []
          : [
              {
                path: [...path, key],
                message: "must be left out where there is no tap, got it",
                part: "key" as const,
              },
            ],
      )
    : besideProblems(published, "clock", [...alone, ...lineKeys], path);
}

function urlProblems(
  tap: string,
  resources: NonNullable<ParsedSystem["resources"]>,
  path: SourcePath,
): Problem[] {
  const ports = Object.keys(resources).filter((name) => resources[name]?.kind !== "fifo");
  if (ports.includes(tappedResource(tap) ?? "")) return [];
  const known = ports.length === 0 ? "it has none" : ports.map((name) => `\${${name}Url}`).join(", ");
  return [{ path, message: `must be the URL of a port among the resources (${known}), got ${quoted(tap)}` }];
}

/** What is seen one way is not seen in another as well: two would have to agree. */
function besideProblems(
  given: ParsedSystem["observe"]["published"],
  way: "tap" | "clock",
  others: readonly (keyof typeof given)[],
  path: SourcePath,
): Problem[] {
  return others
    .filter((key) => given[key] !== undefined)
    .map((key) => ({ path: [...path, key], message: `must be left out beside ${way}, got it`, part: "key" }));
}

function fileProblems({ roles, observe }: ParsedSystem, name: (typeof filed)[number]): Problem[] {
  const observation = observe[name];
  const file = observation?.file;
  if (observation === undefined || file === undefined) return [];
  const path = ["observe", name, "file"];
  const place = placeProblem(file, path);
  if (place !== null) return [place];
  const logger = Object.keys(roles).find((role) => roles[role]?.log === file);
  if (logger !== undefined) {
    return [
      { path, message: `must be another file than the log of ${logger}, which is read anyway, got it` },
    ];
  }
  const before = filed.slice(0, filed.indexOf(name)).map((other) => observe[other]);
  const other = before.find((one) => one?.file === file && one.role !== observation.role);
  if (other === undefined) return [];
  return [{ path, message: `must be a file of one role, got that of ${other.role}` }];
}
