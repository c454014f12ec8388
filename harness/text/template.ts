/** Replaces the variables `${name}` of system files. */
import { FaultlineError } from "../errors.js";
import { didYouMean } from "./nearest.js";

export type Variables = Readonly<Record<string, string>>;

/** Throws BAD_SYSTEM for a variable that does not exist, with the nearest that does. */
export function fill(text: string, variables: Variables, where: string): string {
  return text.replaceAll(/\$\{([^}]*)\}/gu, (_whole, name: string) => {
    const value = variables[name];
    if (value !== undefined) return value;
    const known = Object.keys(variables);
    throw new FaultlineError(
      "BAD_SYSTEM",
      `${where}: unknown variable \${${name}}${didYouMean(name, known)}. Known: ${known.join(", ")}.`,
    );
  });
}

export function fillAll(texts: readonly string[], variables: Variables, where: string): string[] {
  return texts.map((text) => fill(text, variables, where));
}
