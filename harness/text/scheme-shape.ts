/** The shape of a scheme file, key by key: what parsing, its messages and the JSON schema for editors follow from. */
import * as z from "zod";
import { definedFaults, type FaultName, faultNames, faultOf, knownFaults } from "../faults/index.js";
import type { GroupTarget, Length, Moment, Repeat } from "../scheme.js";
import type { FaultOption, TargetKind } from "../stage.js";
import { didYouMean } from "./nearest.js";
import { mustBe } from "./problem.js";
import { flag, list, must, name, text, unit, wholeNumber, word } from "./shape.js";
import { amount, bytes, length, moment, offset, share, size, span } from "./units.js";

/** More bars than any results file holds. */
const maxBars = 10_000_000;
/** More repetitions than a table of faults can be read with. */
const maxTimes = 1000;
/** An hour from one bar to the next. */
const maxSpeedMs = 3_600_000;

const expectations = z
  .strictObject({
    snapshots: z
      .strictObject({
        min: unit(
          amount,
          'Least number of distinct status updates: a number, or a share of those possible ("66%").',
        ),
      })
      .describe("Status updates over all incarnations.")
      .optional(),
    recovery: z
      .strictObject({ within: unit(span, "From ready to the first new bar taken.") })
      .describe("How fast bars are taken again after each fault is healed.")
      .optional(),
    delivery: word(
      ["exactly-once", "at-least-once", "at-most-once"],
      "exactly-once: the ledger equals that of a run without faults. at-least-once: every published bar is taken. at-most-once: every bar is taken or accounted for.",
    ).optional(),
    pace: z
      .strictObject({
        min: unit(share, "Share of the planned rhythm that the source keeps while a fault is open."),
      })
      .describe("The source does not wait for its readers.")
      .optional(),
    memory: z
      .strictObject({ max: unit(size, 'Largest resident memory of any role: "200 MiB".') })
      .describe("Memory stays bounded.")
      .optional(),
    duplicates: z
      .strictObject({
        max: wholeNumber(0, maxBars, "Most bars that are delivered more than once and counted twice."),
      })
      .describe("Bars that were counted more than once.")
      .optional(),
  })
  .describe("What must come out. Every entry can fail: that is proved before anything is started.");

const stepKeys = {
  at: unit(
    moment,
    'When: "bar 60", "bar 60 + 40%", "20%", "snapshot 3", "engine.2 ready", "start", or "+2s" after the step before.',
  ),
  repeat: z
    .strictObject({
      times: wholeNumber(2, maxTimes, "How often in all."),
      every: unit(length, "From one beginning to the next: bars, time or a share of the stream."),
    })
    .describe("The step again and again, from its moment on: each is a fault with evidence of its own.")
    .optional(),
  felt: flag(
    "Whether the output must show the fault; by default where it lasts two bars or more.",
  ).optional(),
};

export interface ParsedStep {
  at: Moment;
  fault: FaultName;
  target?: string | ParsedGroup | undefined;
  for?: Length | undefined;
  until?: Moment | undefined;
  repeat?: Repeat | undefined;
  felt?: boolean | undefined;
}

type ParsedGroup = Partial<Record<GroupTarget["how"], string | readonly string[] | undefined>>;

/** One target by its name, or one, all or each of a group. */
function targetShape(kind: TargetKind) {
  const expected = targetExpected[kind];
  const one = z.string().regex(/\S/);
  const members = (description: string) => z.union([one, z.array(one).min(1)]).describe(description);
  const ways = [
    z.strictObject({ any: members("One of the group, drawn by the seed.") }),
    z.strictObject({ all: members("All of the group, at the same moment.") }),
    z.strictObject({ each: members("Each of the group: one run for each.") }),
  ] as const;
  return z
    .union([one, ...ways], {
      error: ({ input }) => {
        const other = input === undefined ? "" : ", or any, all or each of a group: { each: [a, b] }";
        return mustBe(`${expected}${other}`, input);
      },
    })
    .describe(targetDescribed[kind]);
}

/** The shape of a step follows from its fault: whether it needs a target, and whether it has a length. */
function stepShape(faultName: FaultName) {
  const { summary, target, defaultForBars, options = {} } = faultOf(faultName);
  const targetName = targetShape(target);
  const shape = z.strictObject({
    at: stepKeys.at,
    fault: z.literal(faultName),
    target:
      target === "role" || target === "clocked" || target === "channel" ? targetName : targetName.optional(),
    for: unit(
      length,
      `How long: bars, time or a share of the stream; ${defaultForBars} bars by default.`,
    ).optional(),
    until: unit(
      moment,
      'Instead of `for`: the fault stays open until then, such as "snapshot 8".',
    ).optional(),
    repeat: stepKeys.repeat,
    felt: stepKeys.felt,
    ...Object.fromEntries(Object.entries(options).map(([key, option]) => [key, optionShape(option)])),
  });
  return (defaultForBars > 0 ? shape : shape.omit({ for: true, until: true })).describe(summary);
}

function optionShape(option: FaultOption) {
  const shape = optionValue(option);
  return option.required ? shape : shape.optional();
}

function optionValue(option: FaultOption): z.ZodType {
  switch (option.kind) {
    case "count":
      return wholeNumber(1, maxBars, option.summary);
    case "word":
      return word(option.words, option.summary);
    case "text":
    case "port":
      return text("a name", option.summary);
    case "span":
      return unit(span, option.summary);
    case "share":
      return unit(share, option.summary);
    case "size":
      return unit(bytes, option.summary);
    case "offset":
      return unit(offset, option.summary);
    default:
      return option satisfies never;
  }
}

const targetExpected = {
  role: "a role of the system",
  clocked: "a role of the system with clock",
  consumer: "the role marked as consumer",
  fifo: "a FIFO among the resources of the system",
  endpoint: "an endpoint among the resources of the system with via: proxy",
  channel: "a FIFO, or an endpoint with via: proxy, among the resources of the system",
} as const satisfies Record<TargetKind, string>;

const targetDescribed = {
  role: "The role that is harmed.",
  clocked: "The role that is harmed: one with `clock` in the system file.",
  consumer: "The role marked as consumer; may be left out.",
  fifo: "A FIFO among the resources of the system; may be left out where there is one.",
  endpoint: "An endpoint with `via: proxy` among the resources; may be left out where there is one.",
  channel: "A FIFO, or an endpoint with `via: proxy`, among the resources of the system.",
} as const satisfies Record<TargetKind, string>;

/** A table of shapes, so that a new fault in the table of faults is known here at once. */
function timelineOf(names: readonly FaultName[]) {
  const [firstFault, ...otherFaults] = names.map(stepShape);
  if (firstFault === undefined) throw new Error("the table of faults is empty");
  const step: z.ZodType<ParsedStep> = z.discriminatedUnion("fault", [firstFault, ...otherFaults], {
    error: ({ code, input }) => {
      if (code !== "invalid_union") return mustBe("a map with the keys at, fault, target, for, felt", input);
      const seen = typeof input === "object" && input !== null && "fault" in input ? input.fault : undefined;
      const near = typeof seen === "string" ? didYouMean(seen, names) : "";
      return `${mustBe(`one of ${names.join(", ")}`, seen)}${near}`;
    },
  });
  return list(step, "a list of steps", "The faults, in their order.").optional();
}

/** The shape with the faults that are built in: what the committed schema tells. */
export const schemeShape = z
  .strictObject({
    name: name("Name of the scheme: `run engine-restart`."),
    id: name("Short name: `run s5`, and the logs are `engine_s5_1.log`; the name by default.").optional(),
    why: text(
      "a sentence that says what the scheme proves",
      "What the scheme proves, in a sentence for people.",
    ),
    system: name("Name of the system file in schemes/systems: `mocklive`."),
    tags: list(
      name("A tag: `default` is what runs when nothing is selected."),
      "a list of tags",
      "For selection.",
    ).optional(),
    bars: z
      .union(
        [wholeNumber(1, maxBars, "Number of bars."), z.literal("all")],
        must('a whole number from 1, or "all"'),
      )
      .describe("Length of the stream; all that the results file has by default.")
      .optional(),
    speedMs: wholeNumber(
      1,
      maxSpeedMs,
      "Milliseconds from one bar to the next; --speed-ms overrides it.",
    ).optional(),
    recovery: word(
      ["on", "off"],
      "off: the plain pipeline that loses bars at a restart; on by default.",
    ).optional(),
    timeline: timelineOf(faultNames),
    expect: expectations,
  })
  .describe("A Faultline scheme: a stream, a timeline of faults, and what must come out.");

/** The shape that also knows the faults which the program has added to the table until now. */
export function currentSchemeShape(): typeof schemeShape {
  return definedFaults.names().length === 0
    ? schemeShape
    : schemeShape.extend({ timeline: timelineOf(knownFaults()) });
}
