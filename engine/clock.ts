/** The wall clock of the programs here: that of the machine, off by what the environment says. No other file reads it. */
import { exitCodes, FatalError } from "./exit.js";

/** Milliseconds, with a sign: for who tests what a clock that was set wrong does. */
export const offsetVariable = "FAULTLINE_CLOCK_OFFSET_MS";

/** @throws FatalError 64 when the variable is no whole number of milliseconds */
export function wallClockMs(environment: NodeJS.ProcessEnv = process.env): number {
  const text = environment[offsetVariable] ?? "0";
  if (/^[+-]?\d{1,15}$/.test(text)) return Date.now() + Number(text);
  throw new FatalError(exitCodes.usage, `${offsetVariable} must be whole milliseconds, got "${text}"`);
}
