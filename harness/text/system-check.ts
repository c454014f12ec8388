/** What the shape of a system file cannot say: names that must exist, groups that must be read, cycles. */
import { didYouMean } from "./nearest.js";
import { type Problem, quoted } from "./problem.js";
import { isSeenElsewhere, sightProblems } from "./sight-check.js";
import type { SourcePath } from "./source.js";
import { surroundingProblems } from "./surroundings-check.js";
import type { ParsedSystem } from "./system-shape.js";

/** Variables that every run has; each resource adds its own, and `golden` is for the golden command alone. */
export const runVariables = [
  "results",
  "speedMs",
  "barCount",
  "recovery",
  "state",
  "run",
  "root",
  "here",
] as const;

type ParsedRole = ParsedSystem["roles"][string];

export function systemProblems(system: ParsedSystem, feeds: readonly string[]): readonly Problem[] {
  return [
    ...repeated(feeds, ["feeds"]),
    ...feedProblems(system, feeds),
    ...orderProblems(system),
    ...observeProblems(system, feeds),
    ...groupProblems(system),
    ...memberProblems(system),
    ...sightProblems(system),
    ...surroundingProblems(system),
    ...variableProblems(system),
  ];
}

export function unknown(
  path: SourcePath,
  what: string,
  seen: string,
  known: readonly string[],
  part?: "key",
): Problem[] {
  if (known.includes(seen)) return [];
  const message = `must be ${what} (${known.join(", ")}), got ${quoted(seen)}${didYouMean(seen, known)}`;
  return [part === undefined ? { path, message } : { path, message, part }];
}

function repeated(names: readonly string[], path: SourcePath): Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [{ path: [...path, index], message: `must be named once, got ${quoted(name)} a second time` }]
      : [],
  );
}

function feedProblems(system: ParsedSystem, feeds: readonly string[]): Problem[] {
  const problems: Problem[] = Object.keys(system.feedNames ?? {}).flatMap((feed) =>
    unknown(["feedNames", feed], "a feed of this system", feed, feeds, "key"),
  );
  const consumers = new Map<string, string>();
  for (const [name, role] of Object.entries(system.roles)) {
    const path = ["roles", name];
    for (const [index, feed] of (role.feeds ?? []).entries()) {
      problems.push(...unknown([...path, "feeds", index], "a feed of this system", feed, feeds));
    }
    problems.push(...repeated(role.feeds ?? [], [...path, "feeds"]));
    for (const feed of Object.keys(role.argsByFeed ?? {})) {
      problems.push(
        ...unknown([...path, "argsByFeed", feed], "a feed of this role", feed, feedsOf(role, feeds), "key"),
      );
    }
    if (role.consumer !== true) continue;
    for (const feed of new Set(feedsOf(role, feeds))) {
      const other = consumers.get(feed);
      consumers.set(feed, other ?? name);
      if (other === undefined) continue;
      const message = `must be true for one role a feed, got true for ${other} as well in feed ${feed}`;
      problems.push({ path: [...path, "consumer"], message });
      break;
    }
  }
  return problems;
}

function feedsOf(role: ParsedRole, feeds: readonly string[]): readonly string[] {
  return role.feeds ?? feeds;
}

function orderProblems(system: ParsedSystem): Problem[] {
  const names = Object.keys(system.roles);
  const told = new Set<string>();
  return Object.entries(system.roles).flatMap(([name, role]) =>
    (role.startAfter ?? []).flatMap((before, index): Problem[] => {
      const path = ["roles", name, "startAfter", index];
      if (!names.includes(before)) return unknown(path, "a role of this system", before, names);
      const way = wayBack(system, before, name);
      if (way === undefined || told.has(name)) return [];
      for (const other of way) told.add(other);
      return [{ path, message: `must not wait for itself, got a circle: ${[name, ...way].join(" after ")}` }];
    }),
  );
}

/** The roles from `from` to `to` by startAfter, both included; undefined when there is no way. */
function wayBack(
  system: ParsedSystem,
  from: string,
  to: string,
  seen = new Set<string>(),
): string[] | undefined {
  if (from === to) return [from];
  if (seen.has(from)) return undefined;
  seen.add(from);
  const role = Object.hasOwn(system.roles, from) ? system.roles[from] : undefined;
  for (const next of role?.startAfter ?? []) {
    const way = wayBack(system, next, to, seen);
    if (way !== undefined) return [from, ...way];
  }
  return undefined;
}

function observeProblems(system: ParsedSystem, feeds: readonly string[]): Problem[] {
  const names = Object.keys(system.roles);
  return Object.entries(system.observe).flatMap(([what, observation]): Problem[] => {
    if (observation === undefined || !("role" in observation) || observation.role === undefined) return [];
    const path = ["observe", what, "role"];
    const role = Object.hasOwn(system.roles, observation.role) ? system.roles[observation.role] : undefined;
    if (role === undefined) return unknown(path, "a role of this system", observation.role, names);
    if (what !== "published" && what !== "taken") return [];
    const absent = feeds.find((feed) => !feedsOf(role, feeds).includes(feed));
    if (absent === undefined) return [];
    const message = `must be a role that takes part in every feed, got ${quoted(observation.role)}, which is not in ${absent}`;
    return [{ path, message }];
  });
}

/** Named groups that each observation reads; of an inner list one is enough. */
const groupsNeeded = {
  published: [["bar", "n"]],
  taken: [["bar", "n"]],
  snapshot: [["n"]],
  sync: [["bar"], ["complete"], ["timestamp"]],
  feed: [["feed"]],
  stamp: [["bar"], ["in"], ["out"]],
} as const;

function groupProblems({ observe }: ParsedSystem): Problem[] {
  const names = ["published", "taken", "snapshot", "sync", "feed", "stamp"] as const;
  const problems = names.flatMap((name): Problem[] => {
    const observation = observe[name];
    if (observation === undefined || isSeenElsewhere(observation)) return [];
    if (observation.line === undefined && observation.json === undefined) {
      const or = name === "published" ? ", or json, tap or clock" : ", or json";
      return [{ path: ["observe", name, "line"], message: `is missing, must be a regular expression${or}` }];
    }
    const has = groupsRead(observation);
    const lacking = groupsNeeded[name].filter((group) => !group.some((one) => has.includes(one)));
    if (lacking.length === 0) return [];
    const part = observation.line === undefined ? "json" : "line";
    const shown = (group: string) => (part === "json" ? group : `(?<${group}>...)`);
    const wanted = lacking.map((group) => group.map(shown).join(" or ")).join(" and ");
    const seen = has.length === 0 ? "none" : has.join(", ");
    const what = part === "json" ? "key" : "named group";
    return [{ path: ["observe", name, part], message: `must have the ${what} ${wanted}, got ${seen}` }];
  });
  for (const name of ["published", "taken"] as const) {
    const has = groupsRead(observe[name]);
    if (observe[name].unit !== undefined || has.includes("bar") || !has.includes("n")) continue;
    const message = "is missing, must be bars, symbolBars or snapshots: what the group n counts";
    problems.push({ path: ["observe", name, "unit"], message });
  }
  return problems;
}

/** A group may share the name of a role only to mislead: the role would be meant. */
function memberProblems({ groups = {}, roles, resources = {} }: ParsedSystem): Problem[] {
  const known = [...Object.keys(roles), ...Object.keys(resources)];
  return Object.entries(groups).flatMap(([group, members]): Problem[] => [
    ...(known.includes(group) || group === "roles"
      ? [
          {
            path: ["groups", group],
            message: `must be a name that nothing else has, got ${quoted(group)}`,
            part: "key" as const,
          },
        ]
      : []),
    ...members.flatMap((member, index) =>
      unknown(["groups", group, index], "a role or resource of this system", member, known),
    ),
    ...repeated(members, ["groups", group]),
  ]);
}

function groupsRead({ line, json }: { line?: string | undefined; json?: object | undefined }): string[] {
  return [...(line === undefined ? [] : groupsOf(line)), ...Object.keys(json ?? {})];
}

function groupsOf(pattern: string): readonly string[] {
  return Object.keys(new RegExp(`${pattern}|`).exec("")?.groups ?? {});
}

function variableProblems(system: ParsedSystem): Problem[] {
  const known: string[] = [...runVariables];
  const problems: Problem[] = [];
  for (const [name, resource] of Object.entries(system.resources ?? {})) {
    if ([...runVariables, "golden"].includes(name)) {
      const message = `must be a name that no variable has yet, got ${quoted(name)}`;
      problems.push({ path: ["resources", name], message, part: "key" });
    }
    known.push(...(resource.kind === "fifo" ? [name] : [`${name}Url`, `${name}Port`]));
  }
  for (const [name, { command, argsByFeed, cwd, env, log, ready }] of Object.entries(system.roles)) {
    problems.push(...unknownVariables({ command, argsByFeed, cwd, env, log }, ["roles", name], known));
    const { file, command: asked } = ready;
    problems.push(...unknownVariables({ file, command: asked }, ["roles", name, "ready"], known));
  }
  problems.push(...unknownVariables(system.prepare, ["prepare"], known));
  const { published, taken, snapshot, ledger } = system.observe;
  problems.push(...unknownVariables(system.golden, ["golden"], [...known, "golden"]));
  for (const [name, file] of Object.entries({ published, taken, snapshot, ledger })) {
    problems.push(...unknownVariables(file?.file, ["observe", name, "file"], known));
  }
  return problems;
}

/** Looks at every text in the value, however deep. */
function unknownVariables(value: unknown, path: SourcePath, known: readonly string[]): Problem[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, below]) =>
      unknownVariables(below, [...path, Array.isArray(value) ? Number(key) : key], known),
    );
  }
  if (typeof value !== "string") return [];
  return [...value.matchAll(/\$\{([^}]*)(\}?)/g)].flatMap(([all, name = "", end]): Problem[] => {
    if (end === "") return [{ path, message: `must close its variable with }, got ${quoted(all)}` }];
    return unknown(path, "text with variables of a run", name, known);
  });
}
