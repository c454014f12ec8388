/** Probe: a line of output to what an observation sees in it. */
import type { LineObservation } from "../system.js";
import { fieldAt, parsedJson } from "./json-field.js";

export interface Sight {
  /** The number in the group `n` or `bar`; null where the pattern has neither. */
  value: number | null;
  fields: Readonly<Record<string, string>>;
}

export type LineProbe = (role: string, line: string) => Sight | null;

/** Groups that an observation may do without. */
const optional = ["of", "missing", "clock", "way"];

/** Compiles once; the probe answers null for lines of other roles, and for lines without a match. */
export function lineProbe(observation: LineObservation): LineProbe {
  const { role: wanted, pattern, json } = observation;
  const matches = pattern === undefined ? null : new RegExp(pattern, "u");
  const except = observation.except === undefined ? null : new RegExp(observation.except, "u");
  return (role, line) => {
    if (wanted !== undefined && wanted !== role) return null;
    const match = matches === null ? undefined : matches.exec(line);
    if (match === null || except?.test(line) === true) return null;
    const read = json === undefined ? {} : fieldsOf(line, json);
    if (read === null) return null;
    const fields = { ...groupsOf(match), ...read };
    const number = fields.n ?? fields.bar;
    const value = number === undefined ? null : Number(number);
    return { value: value !== null && Number.isSafeInteger(value) ? value : null, fields };
  };
}

function groupsOf(match: RegExpExecArray | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(match?.groups ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The fields by group; null where the line is no JSON from its first { on, or lacks a field that is needed. */
function fieldsOf(line: string, json: Readonly<Record<string, string>>): Record<string, string> | null {
  const value = parsedJson(line.slice(Math.max(line.indexOf("{"), 0)));
  const fields: Record<string, string> = {};
  for (const [group, path] of Object.entries(json)) {
    const field = fieldAt(value, path);
    if (field !== undefined) fields[group] = field;
    else if (!optional.includes(group)) return null;
  }
  return fields;
}
