/** What the shape of a system file cannot say of files, FIFOs and ports: one sign of readiness, paths that are the run's own. */
import { didYouMean } from "./nearest.js";
import { type Problem, quoted } from "./problem.js";
import type { SourcePath } from "./source.js";
import type { ParsedSystem } from "./system-shape.js";

export function surroundingProblems(system: ParsedSystem): readonly Problem[] {
  return [
    ...Object.keys(system.roles).flatMap((role) => [
      ...readyProblems(system, role),
      ...logProblems(system, role),
    ]),
    ...Object.keys(system.resources ?? {}).flatMap((name) => endpointProblems(system, name)),
    ...(system.prepare ?? []).flatMap(preparationProblems),
  ];
}

function endpointProblems({ resources = {}, roles }: ParsedSystem, name: string): Problem[] {
  const resource = resources[name];
  if (resource?.kind !== "endpoint") return [];
  const path = ["resources", name];
  const names = Object.keys(roles);
  const { listener, via, fixed } = resource;
  if (!names.includes(listener)) {
    const message = `must be a role of this system (${names.join(", ")}), got ${quoted(listener)}${didYouMean(listener, names)}`;
    return [{ path: [...path, "listener"], message }];
  }
  if (via === undefined || fixed === undefined) return [];
  const message = `must be left out beside via: proxy, since programs that know only port ${fixed} would connect past it, got ${fixed}`;
  return [{ path: [...path, "fixed"], message }];
}

const signs = ["line", "port", "file", "fifoReader", "command"] as const;

function readyProblems(system: ParsedSystem, role: string): Problem[] {
  const path = ["roles", role, "ready"];
  const ready = system.roles[role]?.ready;
  const given = signs.filter((sign) => ready?.[sign] !== undefined);
  const [first, second] = given;
  if (first === undefined)
    return [{ path, message: `must have one of ${signs.join(", ")}, got none of them` }];
  if (second !== undefined) {
    return [
      {
        path: [...path, second],
        message: `must be the only one of ${signs.join(", ")}, got ${first} as well`,
      },
    ];
  }
  if (first !== "port" && first !== "fifoReader") return [];
  return resourceProblems(system, ready?.[first] ?? "", first === "port" ? "port" : "fifo", [...path, first]);
}

function resourceProblems(
  { resources = {} }: ParsedSystem,
  seen: string,
  kind: "port" | "fifo",
  path: SourcePath,
): Problem[] {
  const names = Object.keys(resources).filter(
    (name) => (resources[name]?.kind === "fifo") === (kind === "fifo"),
  );
  if (names.includes(seen)) return [];
  const known = names.length === 0 ? "it has none" : names.join(", ");
  const what = kind === "port" ? "a port" : "a FIFO";
  const message = `must be ${what} among the resources (${known}), got ${quoted(seen)}${didYouMean(seen, names)}`;
  return [{ path, message }];
}

/** A file of its own: the lines of two roles in one file cannot be told apart. */
function logProblems({ roles, observe }: ParsedSystem, role: string): Problem[] {
  const log = roles[role]?.log;
  if (log === undefined) return [];
  const path = ["roles", role, "log"];
  const place = placeProblem(log, path);
  if (place !== null) return [place];
  const other = Object.keys(roles).find((name) => name !== role && roles[name]?.log === log);
  if (other !== undefined && Object.keys(roles).indexOf(other) < Object.keys(roles).indexOf(role)) {
    return [{ path, message: `must be a file of its own, got that of ${other}` }];
  }
  if (observe.ledger?.file !== log) return [];
  return [
    { path: ["observe", "ledger", "file"], message: `must be another file than the log of ${role}, got it` },
  ];
}

/** A file that a role writes lies in a folder of the run, or where the program always puts it. */
export function placeProblem(file: string, path: SourcePath): Problem | null {
  if (/^(\/|\$\{(run|state)\}\/)/.test(file)) return null;
  return {
    path,
    message: `must begin with \${run}/ or \${state}/, or be an absolute path, got ${quoted(file)}`,
  };
}

type Step = NonNullable<ParsedSystem["prepare"]>[number];

function preparationProblems(step: Step, index: number): Problem[] {
  const path = ["prepare", index];
  const { copy, to, mkdir, mkfifo } = step;
  const isCopy = copy !== undefined || to !== undefined;
  const kinds = [isCopy, mkdir !== undefined, mkfifo !== undefined].filter((one) => one).length;
  if (kinds !== 1) {
    const seen = kinds === 0 ? "nothing" : Object.keys(step).join(" and ");
    return [{ path, message: `must have copy and to, or mkdir, or mkfifo, got ${seen}` }];
  }
  if (isCopy && copy === undefined)
    return [{ path: [...path, "copy"], message: "is missing, must be a path" }];
  if (isCopy && to === undefined) return [{ path: [...path, "to"], message: "is missing, must be a path" }];
  const problems: Problem[] = [];
  if (copy !== undefined && !/^(\/|\$\{)/.test(copy)) {
    const message = `must begin with a variable or be an absolute path, got ${quoted(copy)}. Did you mean "\${here}/${copy}"?`;
    problems.push({ path: [...path, "copy"], message });
  }
  for (const [key, made] of Object.entries({ to, mkdir, mkfifo })) {
    if (made === undefined || /^\$\{(run|state)\}\/(?!.*\.\.)/.test(made)) continue;
    const message = `must begin with \${run}/ or \${state}/, since a run makes nothing elsewhere, got ${quoted(made)}`;
    problems.push({ path: [...path, key], message });
  }
  return problems;
}
