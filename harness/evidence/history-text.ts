/** Reads the text of a history: every event up to the first damage, and whether it was written to its end. */
import type { EndEvent, Event } from "../event.js";
import { fieldProblem } from "./event-shape.js";

export interface HistoryRead {
  events: Event[];
  /** It ends with a valid `end`, whose count agrees, and with that line's newline. */
  complete: boolean;
  /** The first damage, with its line; null when there is none. */
  problem: string | null;
}

/** Never throws: whatever the text, what stands before the first damage is read. */
export function readHistory(text: string): HistoryRead {
  const events: Event[] = [];
  const stopped = (problem: string): HistoryRead => ({ events, complete: false, problem });
  if (text === "") return stopped("the history is empty");
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  for (const [index, line] of lines.entries()) {
    const where = `line ${index + 1}`;
    if (events.at(-1)?.type === "end") return damagedEnd(events, `${where}: there is an event after the end`);
    const event = readEvent(line, index + 1);
    if (typeof event === "string") return stopped(`${where}: ${event}`);
    if (event.type === "end" && event.events !== index + 1) {
      return stopped(`${where}: the end counts ${event.events} events, there are ${index + 1}`);
    }
    events.push(event);
  }
  if (rest !== "") return damagedEnd(events, `line ${lines.length + 1}: cut off, it has no newline`);
  if (events.at(-1)?.type === "end") return { events, complete: true, problem: null };
  return stopped(`line ${lines.length}: the history stops without its end`);
}

/**
 * Compares the digests that the end of a history holds with those of the files as they are now.
 * @returns which file differs, is missing or was never recorded; null when all agree
 */
export function digestProblem(end: EndEvent, digests: Readonly<Record<string, string>>): string | null {
  for (const [file, recorded] of Object.entries(end.digests)) {
    const now = digests[file];
    if (now === undefined) return `${file} was judged in the run and is missing now`;
    if (now !== recorded)
      return `${file} is not the file of the run: its digest is ${now}, recorded is ${recorded}`;
  }
  const extra = Object.keys(digests).find((file) => !Object.hasOwn(end.digests, file));
  return extra === undefined ? null : `${extra} was not part of the run: the history holds no digest of it`;
}

/** What follows an `end` makes it worthless: it is taken away, so that nobody takes the history for whole. */
function damagedEnd(events: Event[], problem: string): HistoryRead {
  if (events.at(-1)?.type === "end") events.pop();
  return { events, complete: false, problem };
}

function readEvent(line: string, n: number): Event | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "not JSON";
  }
  const problem = fieldProblem(value);
  if (problem !== null) return problem;
  const event = value as Event;
  return event.n === n ? event : `event ${event.n} where event ${n} was expected`;
}
