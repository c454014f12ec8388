/** The files that are judged with a history: collected into the scheme's folder, and found there again. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { JudgedFiles } from "../finding.js";
import type { System } from "../system.js";
import { fill, type Variables } from "../text/template.js";

/** Names of the judged files in a scheme's folder. */
const names: Readonly<Record<keyof JudgedFiles, string>> = {
  ledger: "ledger.jsonl",
  golden: "golden.jsonl",
  expected: "expected.jsonl",
};

const kinds = Object.keys(names) as (keyof JudgedFiles)[];

function readIfThere(file: string): string | null {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** SHA-256 of each judged file that is there, hex, by name. */
export function digestsOf(files: JudgedFiles): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      createHash("sha256").update(String(text)).digest("hex"),
    ]),
  );
}

/** Copies what the system wrote and what it is compared with into the folder, and returns the texts. */
export function collectFiles(
  system: System,
  variables: Variables,
  folder: string,
  expectedText: string,
  goldenText: string | null,
): JudgedFiles {
  const files: JudgedFiles = {};
  const observation = system.observe.ledger;
  if (observation?.kind === "file") {
    const ledger = readIfThere(fill(observation.path, variables, "observe.ledger.path"));
    if (ledger !== null) files.ledger = ledger;
    files.expected = expectedText;
  }
  if (goldenText !== null) files.golden = goldenText;
  for (const kind of kinds) {
    const text = files[kind];
    if (text !== undefined) fs.writeFileSync(path.join(folder, names[kind]), text, { mode: 0o600 });
  }
  return files;
}

/** Reads the judged files of a scheme's folder again. */
export function readJudgedFiles(folder: string): JudgedFiles {
  const files: JudgedFiles = {};
  for (const kind of kinds) {
    const text = readIfThere(path.join(folder, names[kind]));
    if (text !== null) files[kind] = text;
  }
  return files;
}
