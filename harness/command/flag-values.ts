/** Values of flags: from the text that a person gave to a number, a duration, a pattern; or why it is none. */
import { InvalidArgumentError } from "commander";
import { FaultlineError } from "../errors.js";

export function whole(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

const durationUnitsMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

export function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const unitMs = durationUnitsMs[unit ?? ""];
  if (number !== undefined && unitMs !== undefined && Number(number) > 0) return Number(number) * unitMs;
  throw new InvalidArgumentError("It must be a duration such as 90s, 5m or 500ms.");
}

export function date(text: string): string {
  const [, month, day] = /^(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31) return text;
  throw new InvalidArgumentError("It must be month and day, such as 10-24.");
}

export function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? `${error.message}.` : "");
  }
}

/** One of several parts, counted from 1: `3/8`. */
export function part(text: string): { index: number; count: number } {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const value = { index: Number(index), count: Number(count) };
  if (value.index >= 1 && value.index <= value.count) return value;
  throw new InvalidArgumentError("It must be I/N with I from 1 to N, such as 1/20.");
}

export function partOrAuto(text: string): { index: number; count: number } | "auto" {
  return text === "auto" ? text : part(text);
}

export function append(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** Who gives a timeout is told that it is derived, and where to see it. */
export function refuseTimeout(): never {
  throw new FaultlineError(
    "BAD_FLAGS",
    "there is no --timeout: the deadline is derived from speed, bars and faults, and --dry-run shows each of its terms",
  );
}
