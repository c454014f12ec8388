/** Asks the programs of a system which failpoints they have. */
import { execa } from "execa";
import type { System } from "../system.js";
import { fillAll } from "../text/template.js";
import { type Failpoint, parseFailpoints } from "./pipeline.js";

/** A program that lists what it has does so at once; a minute is for a machine on its knees. */
const limitMs = 60_000;

/** Interpreter and program of each role, with `--failpoints`; a program that does not know the flag has none. */
export async function listFailpoints(system: System, root: string): Promise<Failpoint[]> {
  const lists = await Promise.all(
    system.roles.map(async ({ name, command }) => {
      const [file = "", program = ""] = fillAll(command.slice(0, 2), { root }, `role ${name}`);
      const { exitCode, stdout } = await execa(file, [program, "--failpoints"], {
        cwd: root,
        reject: false,
        stdin: "ignore",
        timeout: limitMs,
      });
      return exitCode === 0 ? parseFailpoints(name, stdout) : [];
    }),
  );
  return lists.flat();
}
