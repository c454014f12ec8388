/** The shape of a system file, key by key: what parsing, its messages and the JSON schema for editors follow from. */
import * as z from "zod";
import { mustBe } from "./problem.js";
import { flag, list, must, name, text, unit, wholeNumber, word } from "./shape.js";
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

const command = z
  .array(
    argument("Program or argument; variables in it are replaced."),
    must("a list of a program and its arguments"),
  )
  .min(1, must("a list of a program and its arguments"));

/** A regular expression of JavaScript; one that matches the empty line would match everything. */
function pattern(description: string) {
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

const resource = z.discriminatedUnion(
  "kind",
  [
    z
      .strictObject({
        kind: z.literal("port"),
        fixed: wholeNumber(
          1,
          65_535,
          "For programs that know only this port; a free one by default.",
        ).optional(),
      })
      .describe("A TCP port on the loopback, kept for the run: the variables nameUrl and namePort."),
    z
      .strictObject({
        kind: z.literal("fifo"),
        path: z
          .string(must("an absolute path"))
          .regex(/^\//, must("an absolute path"))
          .describe("For programs with a fixed path; one in the run's own folder by default.")
          .optional(),
      })
      .describe(
        "A named FIFO: the variable name. With a fixed path it is exclusive: runs that share it wait for each other.",
      ),
  ],
  {
    error: ({ code, input }) => {
      if (code !== "invalid_union") return mustBe("a map with the key kind", input);
      const seen = typeof input === "object" && input !== null && "kind" in input ? input.kind : undefined;
      return mustBe("port or fifo", seen);
    },
  },
);

const signals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGKILL"] as const;

const feedName = name("A feed of this system.");
const roleName = name("A role of this system.");

const role = z.strictObject({
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
  ready: z
    .strictObject({
      line: pattern("Regular expression over the lines of stdout and stderr."),
      within: unit(time, "A role that is not ready by then has failed to start."),
    })
    .describe("How the role says that it is ready."),
  buffering: word(
    ["line", "block"],
    "block: it buffers stdout when that is no terminal, and is run so that lines come out at once.",
  ).optional(),
  stop: word(signals, "The polite signal; SIGTERM by default.").optional(),
  grace: unit(time, "How long it may take to stop before it is killed; 2s by default.").optional(),
  consumer: flag("Whether the fault no-consumer means the absence of this role.").optional(),
});

const lineKeys = {
  role: roleName,
  line: pattern("Regular expression over its lines, with named groups for what is read."),
  except: pattern("Lines that match this are left out.").optional(),
};
const scope = word(
  ["total", "sinceStart"],
  "Whether the count goes on when its role is restarted; total by default.",
).optional();
const unitOfCount = word(
  ["bars", "symbolBars", "snapshots"],
  "What the group n counts; the group bar counts bars.",
).optional();

const observe = z
  .strictObject({
    published: z
      .strictObject({ ...lineKeys, unit: unitOfCount, scope })
      .describe("A bar went out: group bar, or n with a unit."),
    taken: z
      .strictObject({ ...lineKeys, unit: unitOfCount, scope })
      .describe("A bar was taken in: group bar, or n with a unit."),
    snapshot: z
      .strictObject({
        ...lineKeys,
        everyBars: wholeNumber(1, 1_000_000, "Bars from one status update to the next."),
        scope,
      })
      .describe("A status update: group n is its number.")
      .optional(),
    sync: z
      .strictObject(lineKeys)
      .describe("A report on a bar: groups bar, complete, timestamp, and of where some are missing.")
      .optional(),
    feed: z.strictObject(lineKeys).describe("The feed that is really used: group feed.").optional(),
    trouble: z
      .strictObject({ ...lineKeys, role: roleName.optional() })
      .describe("A line that must not appear; all roles by default.")
      .optional(),
    ledger: z.strictObject({ file: text("a path", "What the system durably wrote.") }).optional(),
  })
  .describe("How progress and trouble are seen.");

export const systemShape = z
  .strictObject({
    system: name("Name of the system, as schemes give it."),
    feeds: list(feedName, "a list of feeds", "Ways in which data can flow; the first is the default.")
      .min(1, must("a list of at least one feed"))
      .optional(),
    feedNames: z
      .record(
        feedName,
        text("a text", "The word that the observation feed must read."),
        must("a map from feed to text"),
      )
      .describe("What the system itself calls each feed, where that is not our name for it.")
      .optional(),
    resources: z
      .record(
        z
          .string()
          .regex(
            /^[a-z][A-Za-z0-9]{0,39}$/,
            must("a name of letters and digits, since it becomes a variable"),
          ),
        resource,
        must("a map from name to resource"),
      )
      .describe("What a run has for itself.")
      .optional(),
    roles: z.record(roleName, role, must("a map from name to role")).describe("The programs."),
    observe,
    golden: command
      .describe("Writes the ledger of a run without faults or transport to the variable golden.")
      .optional(),
  })
  .describe("A Faultline system: the programs under test, and how they are observed.");

export type ParsedSystem = z.output<typeof systemShape>;
