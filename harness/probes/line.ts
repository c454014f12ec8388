/** Probe: a line of output to what an observation sees in it. */
import type { LineObservation } from "../system.js";

export interface Sight {
  /** The number in the group `n` or `bar`; null where the pattern has neither. */
  value: number | null;
  fields: Readonly<Record<string, string>>;
}

export type LineProbe = (role: string, line: string) => Sight | null;

/** Compiles once; the probe answers null for lines of other roles, and for lines without a match. */
export function lineProbe(observation: LineObservation): LineProbe {
  const pattern = new RegExp(observation.pattern, "u");
  const except = observation.except === undefined ? null : new RegExp(observation.except, "u");
  return (role, line) => {
    if (observation.role !== undefined && observation.role !== role) return null;
    const match = pattern.exec(line);
    if (match === null || except?.test(line) === true) return null;
    const fields = Object.fromEntries(
      Object.entries(match.groups ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const number = fields.n ?? fields.bar;
    const value = number === undefined ? null : Number(number);
    return { value: value !== null && Number.isSafeInteger(value) ? value : null, fields };
  };
}
