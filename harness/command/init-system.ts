/** The verb `init-system`: writes a commented draft of a system file from the commands of its roles. */
import fs from "node:fs";
import path from "node:path";
import { exitCodes, FaultlineError } from "../errors.js";
import { parseSystem } from "../system.js";
import { systemDraft } from "../text/system-draft.js";
import type { World } from "./world.js";

export interface InitSystemOptions {
  /** Command lines, at least one. */
  commands: readonly [string, ...string[]];
  /** Relative to where the person stands; a name of its own by default. */
  file: string;
}

export function initSystem({ commands, file }: InitSystemOptions, world: World): number {
  const target = path.resolve(world.places.cwd, file);
  const name = path.basename(target).replace(/\.ya?ml$/, "");
  const text = systemDraft({ name, commands, fifos: fifosIn(commands, world.places.cwd) });
  parseSystem(text, file);
  write(target, file, text);
  world.out(`${file}: written. Look at its guesses, then: faultline doctor --system ${file}\n`);
  return exitCodes.pass;
}

function fifosIn(commands: readonly string[], cwd: string): string[] {
  const words = commands.flatMap((command) => command.split(/[\s<>|;&"']+/)).filter((word) => word !== "");
  const files = [...new Set(words.map((word) => path.resolve(cwd, word)))];
  return files.filter((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFIFO() === true);
}

function write(target: string, shown: string, text: string): void {
  try {
    fs.writeFileSync(target, text, { flag: "wx" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const advice = code === "EEXIST" ? "it is there already; name another with --file" : String(error);
    throw new FaultlineError("RESULTS_UNWRITABLE", `${shown}: ${advice}`, { cause: error });
  }
}
