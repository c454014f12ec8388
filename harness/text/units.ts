/** Units as a person writes them: lengths, moments, amounts and sizes, each read to a value or to a problem. */

import type { Amount, Length, Moment, Span } from "../scheme.js";
import { nearest } from "./nearest.js";
import { mustBe, quoted } from "./problem.js";

export type Parsed<T> = { value: T } | { problem: string };

/** One kind of text with a unit: how to read it, and how to tell a person and an editor what it looks like. */
export interface Notation<T> {
  expected: string;
  /** For editors: what `read` accepts, ranges left aside. */
  pattern: string;
  /** Whether a bare number can be right. */
  numbers: boolean;
  read(input: unknown): Parsed<T>;
}

/** More bars than any results file holds. */
const maxBars = 10_000_000;
/** A day: longer than any run. */
const maxMs = 86_400_000;

/** A clock that is off by more than a century is not one that was set wrong. */
const maxOffsetMs = 100 * 366 * maxMs;

const duration = String.raw`\d+(?:\.\d+)? ?(?:ms|s|m)`;
const bars = String.raw`\d+ bars?`;
const percent = String.raw`\d+(?:\.\d+)?%`;
const name = "[A-Za-z][A-Za-z0-9-]*";

/** `10 bars`, `2s`, `500ms`, `1m`. */
export const span: Notation<Span> = notation(
  'bars or a duration such as "10 bars" or "2s"',
  `${bars}|${duration}`,
  readSpan,
);

/** A span, or a share of the stream: `20%`. */
export const length: Notation<Length> = notation(
  'bars or a duration such as "10 bars" or "2s"',
  `${bars}|${duration}|${percent}`,
  (text) => readShare(text) ?? readSpan(text),
);

/** `2s`, in milliseconds. */
export const time: Notation<number> = notation('a duration such as "2s" or "500ms"', duration, (text) => {
  const read = readSpan(text);
  return read !== undefined && "ms" in read ? read.ms : undefined;
});

/** `66%`, or how many. */
export const amount: Notation<Amount> = notation(
  'a whole number from 1 or a share such as "66%"',
  `\\d+|${percent}`,
  (text) => {
    const count = wholeNumber(text, 1, maxBars);
    return count === undefined ? readShare(text) : { count };
  },
);

/** `80%`. */
export const share: Notation<number> = notation(
  'a share such as "80%"',
  percent,
  (text) => readShare(text)?.percent,
);

/** `200 MiB`. */
export const size: Notation<number> = notation('a size such as "200 MiB"', String.raw`\d+ MiB`, (text) =>
  wholeNumber(/^(\d+) MiB$/.exec(text)?.[1], 1, 1_048_576),
);

/** `512 B`, `64 KiB`, `2 MiB`, in bytes. */
export const bytes: Notation<number> = notation(
  'a size such as "512 B", "64 KiB" or "2 MiB"',
  String.raw`\d+ (?:B|KiB|MiB)`,
  (text) => {
    const [, number, unit = ""] = /^(\d+) (B|KiB|MiB)$/.exec(text) ?? [];
    const count = wholeNumber(number, 1, 1_048_576);
    return count === undefined ? undefined : count * ({ B: 1, KiB: 1024, MiB: 1_048_576 }[unit] ?? 1);
  },
);

/** `-1h`, `+250ms`, `2s`, in milliseconds, with its sign. */
export const offset: Notation<number> = notation(
  'a time with a sign such as "-1h" or "+250ms"',
  String.raw`[+-]?\d+(?:\.\d+)? ?(?:ms|s|m|h)`,
  (text) => {
    const [, sign, number, unit = ""] = /^([+-]?)(\d+(?:\.\d+)?) ?(ms|s|m|h)$/.exec(text) ?? [];
    const ms = Math.round(Number(number) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit] ?? Number.NaN));
    if (!(ms >= 1 && ms <= maxOffsetMs)) return undefined;
    return sign === "-" ? -ms : ms;
  },
);

/** `bar 60`, `bar 60 + 40%`, `20%`, `snapshot 3`, `engine.2 ready`, `engine.2 first-bar`, `start`, `+2s`. */
export const moment: Notation<Moment> = notation(
  'a moment such as "bar 60", "bar 60 + 40%", "20%", "snapshot 3", "engine.2 ready", "start" or "+2s"',
  `bar \\d+(?: ?\\+ ?${percent})?|${percent}|snapshot \\d+|${name}\\.\\d+ (?:ready|first-bar)|start|\\+ ?(?:${bars}|${duration})`,
  readMoment,
);

function notation<T>(expected: string, pattern: string, read: (text: string) => T | undefined): Notation<T> {
  return {
    expected,
    pattern: `^(?:${pattern})$`,
    numbers: read("1") !== undefined,
    read(input) {
      if (typeof input !== "string" && typeof input !== "number") return { problem: mustBe(expected, input) };
      const text = String(input);
      const value = read(text);
      if (value !== undefined) return { value };
      const meant = guesses(text).find((guess) => read(guess) !== undefined);
      const hint = meant === undefined ? "" : `. Did you mean "${meant}"?`;
      return { problem: `must be ${expected}, got ${quoted(text)}${hint}` };
    },
  };
}

function readSpan(text: string): Span | undefined {
  const counted = /^(\d+) bars?$/.exec(text);
  if (counted !== null) {
    const count = wholeNumber(counted[1], 1, maxBars);
    return count === undefined ? undefined : { bars: count };
  }
  const timed = /^(\d+(?:\.\d+)?) ?(ms|s|m)$/.exec(text);
  if (timed === null) return undefined;
  const factor = { ms: 1, s: 1000, m: 60_000 }[timed[2] ?? ""] ?? Number.NaN;
  const ms = Math.round(Number(timed[1]) * factor);
  return ms >= 1 && ms <= maxMs ? { ms } : undefined;
}

function readShare(text: string): { percent: number } | undefined {
  const value = Number(/^(\d+(?:\.\d+)?)%$/.exec(text)?.[1]);
  return value > 0 && value <= 100 ? { percent: value } : undefined;
}

function readMoment(text: string): Moment | undefined {
  if (text === "start") return { kind: "start" };
  const atBar = /^bar (\d+)(?: ?\+ ?(\d+(?:\.\d+)?)%)?$/.exec(text);
  if (atBar !== null) {
    const bar = wholeNumber(atBar[1], 1, maxBars);
    const into = Number(atBar[2] ?? 0);
    return bar === undefined || into >= 100 ? undefined : { kind: "bar", bar, percent: into };
  }
  const snapshot = wholeNumber(/^snapshot (\d+)$/.exec(text)?.[1], 1, maxBars);
  if (snapshot !== undefined) return { kind: "snapshot", snapshot };
  const later = /^\+ ?(.+)$/.exec(text)?.[1];
  if (later !== undefined) {
    const after = readSpan(later);
    return after === undefined ? undefined : { kind: "after", length: after };
  }
  const ofRole = /^([A-Za-z][A-Za-z0-9-]*)\.(\d+) (ready|first-bar)$/.exec(text);
  if (ofRole !== null) {
    const incarnation = wholeNumber(ofRole[2], 1, 10_000);
    const state = ofRole[3] === "ready" ? "ready" : "first-bar";
    return incarnation === undefined
      ? undefined
      : { kind: "incarnation", role: ofRole[1] ?? "", incarnation, state };
  }
  const part = readShare(text);
  return part === undefined ? undefined : { kind: "percent", percent: part.percent };
}

function wholeNumber(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

/** How other tools and other people write units. */
const synonyms: Readonly<Record<string, string>> = {
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  min: "m",
  mins: "m",
  minute: "m",
  minutes: "m",
  msec: "ms",
  millis: "ms",
  millisecond: "ms",
  milliseconds: "ms",
  percent: "%",
  b: "bars",
  mb: "MiB",
  mib: "MiB",
};

const units = ["bars", "s", "ms", "m", "%", "MiB"];

/** What the text may have meant, the likeliest first; the notation takes the first that it can read. */
function guesses(text: string): readonly string[] {
  const [, plus = "", number = "", written = ""] =
    /^(\+?)\s*(\d+(?:\.\d+)?)\s*([A-Za-z%]*)$/.exec(text.trim()) ?? [];
  if (number === "") return worded(text);
  const lower = written.toLowerCase();
  const unit = synonyms[lower] ?? nearest(lower, [...units, "bar"]);
  const spaced = (known: string) =>
    `${number}${known === "bars" || known === "bar" || known === "MiB" ? " " : ""}${known}`;
  if (unit !== undefined) return [`${plus}${spaced(unit)}`, `+${spaced(unit)}`];
  if (written !== "") return [];
  // A bare number: as a moment it is a bar, as a length it is so many bars.
  return [
    `bar ${number}`,
    ...units.map((known) => `${plus}${spaced(known)}`),
    ...(plus === "" ? [`+${number}s`] : []),
  ];
}

/** A slip in the words of a moment: `bars 60`, `engine2 ready`, `Start`. */
function worded(text: string): readonly string[] {
  const words = text.trim().replace(/\s+/g, " ");
  const [first = "", ...rest] = words.split(" ");
  const word = nearest(first, ["bar", "snapshot", "start"]);
  const state = nearest(rest.join("-"), ["ready", "first-bar"]);
  const role = /^([A-Za-z][A-Za-z-]*?)[.:_#-]?(\d+)$/.exec(first);
  return [
    ...(word === undefined ? [] : [[word, ...rest].join(" "), word]),
    ...(role === null || state === undefined ? [] : [`${role[1]}.${role[2]} ${state}`]),
    ...(role === null && state !== undefined ? [`${first}.1 ${state}`] : []),
  ];
}
