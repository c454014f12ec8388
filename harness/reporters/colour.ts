/** Whether to colour, decided once from the environment and the stream, and the painter that follows from it. */
import { styleText } from "node:util";
import type { Verdict } from "../finding.js";
import { wrapped } from "./wrap.js";

export type Colour = "red" | "green" | "yellow" | "dim" | "bold";
export type Paint = (colour: Colour, text: string) => string;

export const plain: Paint = (_colour, text) => text;

/** FORCE_COLOR outranks NO_COLOR (no-color.org), which outranks TERM=dumb; then it depends on the stream. */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = env;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if (refused !== undefined && refused !== "") return false;
  if (terminal === "dumb") return false;
  return isTTY;
}

export function painter(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): Paint {
  if (!wantsColour(env, isTTY)) return plain;
  return (colour, text) => styleText(colour, text, { validateStream: false });
}

export const verdictWords: Record<Verdict, string> = {
  pass: "PASS",
  fail: "FAIL",
  inconclusive: "INCONCLUSIVE",
  notRun: "not run",
  missing: "MISSING",
};

export const verdictColours: Record<Verdict, Colour> = {
  pass: "green",
  fail: "red",
  inconclusive: "yellow",
  notRun: "dim",
  missing: "red",
};

/** A verdict in its colour, and what is said of it: broken at words where the terminal has so few columns. */
export function verdictSentence(
  verdict: Verdict,
  text: string,
  columns: number | null,
  paint: Paint,
): string {
  const word = verdictWords[verdict];
  const broken = wrapped(`${word} ${text}`, columns);
  return `${paint(verdictColours[verdict], word)}${broken.slice(word.length)}`;
}
