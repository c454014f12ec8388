/** The shape of a system file, key by key: what parsing, its messages and the JSON schema for editors follow from. */
import * as z from "zod";
import { mustBe } from "./problem.js";
import { command, feedName, pattern, role, roleName } from "./role-shape.js";
import { list, must, name, text, wholeNumber, word } from "./shape.js";

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
        kind: z.literal("endpoint"),
        listener: roleName.describe("The role that listens there; all others connect to it."),
        via: word(
          ["proxy"],
          "proxy: faults on the wire may stand between; without such a fault the connection is direct.",
        ).optional(),
        fixed: wholeNumber(
          1,
          65_535,
          "For programs that know only this port; a free one by default.",
        ).optional(),
      })
      .describe("A port of which it is known who listens: the variables nameUrl and namePort."),
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
      return mustBe("port, endpoint or fifo", seen);
    },
  },
);

const except = pattern("Lines that match this are left out.").optional();
const lineKeys = {
  role: roleName,
  line: pattern("Regular expression over its lines, with named groups for what is read.").optional(),
  json: z
    .record(
      z.string().regex(/^[a-z]+$/, must("a group that the observation reads")),
      text("a field", "Its field in the JSON of a line; a dot leads into a map: data.seq."),
      must("a map from group to field"),
    )
    .describe("Fields of lines that are JSON from their first { on, instead of named groups or beside them.")
    .optional(),
  except,
};
const file = text(
  "a path",
  "A file that its role appends to: its lines are read instead of those of the log.",
).optional();
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
      .strictObject({
        ...lineKeys,
        file,
        unit: unitOfCount,
        scope,
        tap: text(
          "the URL of a port",
          "The URL of a port of the resources, such as ${barsUrl}: the harness subscribes there itself.",
        ).optional(),
        topic: text(
          "a topic",
          "For a tap: the topic of its messages, in a frame of its own or before the JSON.",
        ).optional(),
        bar: text(
          "a field",
          "For a tap: the field of the JSON with the timestamp of the bar in milliseconds, or its number.",
        ).optional(),
        clock: z
          .literal(true, must("true"))
          .describe(
            "Where nothing else is to be had: its role is assumed to publish a bar every speedMs from its readiness on.",
          )
          .optional(),
      })
      .describe("A bar went out: group bar, or n with a unit; or a tap, or the clock."),
    taken: z
      .strictObject({ ...lineKeys, file, unit: unitOfCount, scope })
      .describe("A bar was taken in: group bar, or n with a unit."),
    snapshot: z
      .strictObject({
        ...lineKeys,
        file,
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
    stamp: z
      .strictObject({ ...lineKeys, role: roleName.optional() })
      .describe(
        "When a role got a bar and when it passed it on: groups bar, in and out (microseconds of one monotonic clock), clock (its name) and way (catch-up: it was not new), both optional. All roles by default.",
      )
      .optional(),
    trouble: z
      .strictObject({
        role: roleName.optional(),
        line: pattern("Regular expression over its lines."),
        except,
      })
      .describe("A line that must not appear; all roles by default.")
      .optional(),
    ledger: z
      .strictObject({ file: text("a path", "The file; variables are replaced.") })
      .describe("What the system durably wrote: compared with the results file, and with the golden one.")
      .optional(),
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
    groups: z
      .record(
        name("A group of targets."),
        list(
          text("a name", "A role, FIFO or endpoint of this system."),
          "a list of names",
          "Its members.",
        ).min(1, must("a list of at least one name")),
        must("a map from group to names"),
      )
      .describe("Targets that belong together, for any, all and each; a group of one is another name for it.")
      .optional(),
    prepare: z
      .array(
        z.strictObject({
          copy: text("a path", "A file or folder, such as ${here}/settings.json.").optional(),
          to: text("a path", "Where it is copied to.").optional(),
          mkdir: text("a path", "A folder that is made, with those above it.").optional(),
          mkfifo: text("a path", "A FIFO that is made; one that faults shall know is a resource.").optional(),
        }),
        must("a list of steps, each with copy and to, mkdir or mkfifo"),
      )
      .describe("What is made before the roles are started, below ${run} or ${state}.")
      .optional(),
    roles: z.record(roleName, role, must("a map from name to role")).describe("The programs."),
    observe,
    golden: command
      .describe("Writes the ledger of a run without faults or transport to the variable golden.")
      .optional(),
  })
  .describe("A Faultline system: the programs under test, and how they are observed.");

export type ParsedSystem = z.output<typeof systemShape>;
