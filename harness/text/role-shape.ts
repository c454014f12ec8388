/** The shape of a role in a system file: its command, how it gets ready, how it stops. */
import * as z from "zod";
import { mustBe } from "./problem.js";
import { flag, list, must, name, text, unit, word } from "./shape.js";
import { time } from "./units.js";

/** One word of a command line, or a value of the environment: YAML would turn 007 or `on` into something else. */
function argument(description: string) {
  return z
    .string({
      error: ({ input }) => {
        const scalar = typeof input === "number" || typeof input === "boolean";
        return `${mustBe("a text", input)}${scalar ? `. Did you mean "${input}" in quotes?` : ""}`;
      },
    })
    .describe(description);
}

export const command = z
  .array(
    argument("Program or argument; variables in it are replaced."),
    must("a list of a program and its arguments"),
  )
  .min(1, must("a list of a program and its arguments"));

/** A regular expression of JavaScript; one that matches the empty line would match everything. */
export function pattern(description: string) {
  const rule = must("a regular expression over one line");
  return z
    .string(rule)
    .check(({ value, issues }) => {
      const problem = patternProblem(value);
      if (problem !== undefined) issues.push({ code: "custom", message: problem, input: value });
    })
    .describe(description);
}

function patternProblem(value: string): string | undefined {
  try {
    return new RegExp(value).test("")
      ? `${mustBe("a regular expression over one line", value)}, which matches every line`
      : undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `must be a regular expression over one line: ${why}`;
  }
}

const signals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGKILL"] as const;

export const feedName = name("A feed of this system.");
export const roleName = name("A role of this system.");

export const role = z.strictObject({
  command: command.describe("Program and arguments; variables are replaced."),
  argsByFeed: z
    .record(
      feedName,
      z.array(argument("Argument; variables in it are replaced."), must("a list of arguments")),
      must("a map from feed to arguments"),
    )
    .describe("Arguments that follow the command, by feed.")
    .optional(),
  cwd: text("a folder", "Folder in which it runs; the root of the checkout by default.").optional(),
  env: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, must("a name of an environment variable")),
      argument("Value; variables in it are replaced."),
      must("a map from name to text"),
    )
    .describe("Added to the environment.")
    .optional(),
  feeds: list(feedName, "a list of feeds", "The feeds in which this role takes part; all by default.")
    .min(1, must("a list of at least one feed"))
    .optional(),
  startAfter: list(roleName, "a list of roles", "Started once these are ready.").optional(),
  log: text("a path", "A file that it logs to: its lines are read instead of those of stdout.").optional(),
  ready: z
    .strictObject({
      line: pattern(
        "Regular expression over the lines of its log (stdout by default) and stderr.",
      ).optional(),
      port: name("A port of the resources: a process of the role listens on it.").optional(),
      file: text("a path", "A file: it is there, and was made or changed since the start.").optional(),
      fifoReader: name("A FIFO of the resources: a process of the role holds it for reading.").optional(),
      command: command.describe("A command that exits with 0; it is tried until it does.").optional(),
      within: unit(time, "A role that is not ready by then has failed to start."),
    })
    .describe("How it is seen that the role is ready: one of line, port, file, fifoReader and command."),
  buffering: word(
    ["line", "block"],
    "block: it buffers stdout when that is no terminal, and is run so that lines come out at once.",
  ).optional(),
  stop: word(signals, "The polite signal; SIGTERM by default.").optional(),
  grace: unit(time, "How long it may take to stop before it is killed; 2s by default.").optional(),
  clock: z
    .string(must("a name of an environment variable"))
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, must("a name of an environment variable"))
    .describe(
      "Variable from which it reads by how many milliseconds its wall clock is off, for the fault clock.",
    )
    .optional(),
  consumer: flag("Whether the fault no-consumer means the absence of this role.").optional(),
});
