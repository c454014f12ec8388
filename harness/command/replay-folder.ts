/** What a replay is made of: the folder of a scheme run read back into the job that it was. */
import fs from "node:fs";
import path from "node:path";
import { FaultlineError } from "../errors.js";
import type { Event } from "../event.js";
import { foreignCheck, foreignFault } from "../foreign.js";
import { rolesOf } from "../planning/feed.js";
import type { Job } from "../planning/job.js";
import type { Plan } from "../planning/plan.js";
import { planDamage } from "../recheck.js";
import { parseSystem, type System } from "../system.js";
import { loadStream, type StreamFile } from "../text/stream-file.js";
import type { Places } from "./library.js";
import { folderFiles, isSchemeFolder, readIfThere, readRunFolder } from "./run-folder.js";

/**
 * The plan as it was resolved then, whatever has become of the scheme file since.
 * @param results the data file, where a person names it; else it is looked for
 * @throws FaultlineError BAD_FOLDER, BAD_SYSTEM, or BAD_RESULTS where the data is not the same
 */
export function readReplay(folder: string, results: string | undefined, places: Places): Job {
  if (!isSchemeFolder(folder)) throw noSchemeFolder(folder);
  const read = readRunFolder(folder);
  const damage = planDamage(read);
  if (damage !== null) throw new FaultlineError("BAD_FOLDER", `${folder}: ${damage}`);
  const { plan } = read;
  const systemFile = path.join(folder, folderFiles.system);
  const system = parseSystem(textOf(systemFile), systemFile);
  refuseForeign(plan, system, folder);
  const file = path.join(folder, folderFiles.scheme);
  const source = { file, text: textOf(file), locate: () => ({ line: 1, column: 1 }) };
  const data = results === undefined ? findData(plan, read.history.events, folder, places) : null;
  return {
    plan,
    scheme: { name: plan.scheme, id: plan.id, source },
    system,
    results: data ?? sameData(loadStream(path.resolve(places.cwd, results ?? "")), plan),
  };
}

/** The newest folder under `failures/` of a store. */
export function newestFailure(store: string): string {
  const failures = path.join(store, "failures");
  const links = fs.existsSync(failures) ? fs.readdirSync(failures) : [];
  const [newest] = links
    .map((name) => path.join(failures, name))
    .filter((link) => fs.existsSync(link))
    .map((link) => ({ link, run: link.slice(link.lastIndexOf("_") + 1), atMs: fs.lstatSync(link).mtimeMs }))
    .sort((a, b) => (a.run < b.run ? 1 : a.run > b.run ? -1 : b.atMs - a.atMs));
  if (newest !== undefined) return newest.link;
  throw new FaultlineError("NOTHING_SELECTED", `--last-failed: nothing lies in ${failures}`);
}

function noSchemeFolder(folder: string): FaultlineError {
  const run = fs.existsSync(path.join(folder, "latest")) ? path.join(folder, "latest") : folder;
  const inside = fs.existsSync(run)
    ? fs.readdirSync(run).filter((name) => isSchemeFolder(path.join(run, name)))
    : [];
  const advice =
    inside.length > 0
      ? `name one in it: ${inside.map((name) => path.join(run, name)).join(", ")}`
      : "name the folder of one scheme run, such as reports/latest/normal or a link in reports/failures";
  return new FaultlineError("BAD_FOLDER", `${folder}: no ${folderFiles.plan} in it; ${advice}`);
}

function textOf(file: string): string {
  const text = readIfThere(file);
  if (text === undefined)
    throw new FaultlineError("BAD_FOLDER", `${file}: is missing, and a replay needs it`);
  return text;
}

/** A plan with faults or checks that are not known here, or a system file that is not the one of the plan. */
function refuseForeign(plan: Plan, system: System, folder: string): void {
  const foreign = foreignFault(plan) ?? foreignCheck(plan);
  if (foreign !== null) throw new FaultlineError("BAD_FOLDER", `${folder}: ${foreign}`);
  const names = (roles: readonly { name: string }[]) => roles.map(({ name }) => name).join(", ");
  const [planned, there] = [names(plan.roles), names(rolesOf(system, plan.feed))];
  const problem =
    planned !== there
      ? `its plan has the roles ${planned}, and ${folderFiles.system} has ${there}`
      : typeof plan.stream.sha256 !== "string"
        ? "its plan does not hold the digest of its data file: an older version made it"
        : null;
  if (problem !== null) throw new FaultlineError("BAD_FOLDER", `${folder}: ${problem}; run the scheme again`);
}

/** Where it lay then, else a file of its name here or among the fixtures: what counts is the digest. */
function findData(plan: Plan, history: readonly Event[], folder: string, { root, cwd }: Places): StreamFile {
  const [start] = history;
  const then = start?.type === "start" ? start.resultsFile : undefined;
  const { file } = plan.stream;
  const places = [
    ...(then === undefined ? [] : [then]),
    path.join(cwd, file),
    path.join(root, "fixtures", file),
  ];
  const there = [...new Set(places)].filter((each) => fs.existsSync(each));
  const [first] = there;
  if (first === undefined) {
    throw new FaultlineError(
      "BAD_RESULTS",
      `${file}: the data file of ${folder} is not here (looked for ${places.join(", ")}); name it with --results FILE, its SHA-256 is ${plan.stream.sha256}`,
    );
  }
  const files = there.map(loadStream);
  return (
    files.find(({ sha256 }) => sha256 === plan.stream.sha256) ?? sameData(files[0] ?? loadStream(first), plan)
  );
}

function sameData(found: StreamFile, { stream }: Plan): StreamFile {
  if (found.sha256 === stream.sha256) return found;
  throw new FaultlineError(
    "BAD_RESULTS",
    `${found.path}: is not the data of that run: its SHA-256 is ${found.sha256}, that of the run ${stream.sha256}; name the file with --results FILE`,
  );
}
