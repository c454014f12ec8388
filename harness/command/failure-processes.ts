/** The processes in FAILURE.md: the life of each incarnation, and what all of them wrote around one moment. Pure. */
import type { Event, RoleEvent } from "../event.js";
import { blocksText } from "../evidence/stand-still.js";
import type { LogExcerpt, LogLine } from "./log-excerpt.js";

/** Longest piece of a log line that is shown, in characters: with what stands before it a wide screen holds it. */
const lineChars = 96;

/** One line an incarnation: how it lived and ended; below it what it said when it was ready. */
export function processLines(history: readonly Event[]): string[] {
  const events = history.filter((event): event is RoleEvent => event.type === "role");
  if (events.length === 0) return ["No process was started.", ""];
  const names = [...new Set(events.map(nameOf))];
  const lives = names.flatMap((name) => lifeLines(events.filter((event) => nameOf(event) === name)));
  return ["```", ...lives, "```", ""];
}

function nameOf({ role, incarnation }: { role: string; incarnation: number }): string {
  return `${role}.${incarnation}`;
}

function lifeLines(life: readonly RoleEvent[]): string[] {
  const [first] = life;
  if (first === undefined) return [];
  const pid = life.find(({ identity }) => identity !== null)?.identity?.pid;
  const line = life.find(({ state }) => state === "ready")?.line;
  const blocked = life.some(({ output }) => output === "blocks");
  const told = `${nameOf(first)}${pid === undefined ? "" : ` (pid ${pid})`}: ${life.map(stateText).join(", ")}`;
  return [
    told,
    ...(line === undefined ? [] : [`    ready: ${cut(line.trim())}`]),
    ...(blocked ? [`    its lines come late: ${blocksText}`] : []),
  ];
}

function stateText({ tMs, state, code, signal, asked, reason }: RoleEvent): string {
  const how = state !== "exited" ? "" : signal ? ` on ${signal}` : ` with code ${code ?? "unknown"}`;
  const unasked = state === "exited" && asked === false ? ", unasked" : "";
  return `${state} ${tMs.toFixed(0)} ms${how}${unasked}${reason ? ` (${reason})` : ""}`;
}

/** All lines in the order of time, with the moment between them. */
export function excerptLines({ before, after }: LogExcerpt, momentText: string | null): string[] {
  if (before.length + after.length === 0) return ["No process wrote anything.", ""];
  const names = [...before, ...after].map((line) => nameOf(line).length);
  const width = Math.max(...names);
  const untimed = before.some(({ tMs }) => tMs === null);
  return [
    ...(untimed ? ["Nothing noted when these lines came: they are the last of each log.", ""] : []),
    "```",
    ...before.map((line) => shownLine(line, width)),
    ...(momentText === null ? [] : [`>>>>>>>>>> ${momentText}`]),
    ...after.map((line) => shownLine(line, width)),
    "```",
    "",
  ];
}

function shownLine(line: LogLine, width: number): string {
  const time = line.tMs === null ? "       ?" : `${line.tMs}`.padStart(8);
  const mark = line.stderr ? "!" : " ";
  return `${time}  ${nameOf(line).padEnd(width)} ${mark} ${cut(line.text.replaceAll("```", "'''"))}`;
}

export function cut(text: string): string {
  return text.length > lineChars ? `${text.slice(0, lineChars)}...` : text;
}
