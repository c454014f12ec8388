/** What a program adds at run time to a table of the harness, beside what is built in. Pure but for the table itself. */
import { FaultlineError } from "./errors.js";

export interface Definitions<T> {
  /**
   * Adds an entry; what it returns takes it out again.
   * @throws FaultlineError BAD_DEFINITION for a name that is taken or that is none
   */
  add(name: string, entry: T): () => void;
  get(name: string): T | undefined;
  /** In the order in which they were added. */
  names(): readonly string[];
}

/** As in scheme files: a name becomes a part of file names and of lines on the screen. */
const nameShape = /^[a-z][a-z0-9-]{0,39}$/;

/** @param kind as messages call an entry: "fault" */
export function definitions<T>(kind: string, builtIn: readonly string[]): Definitions<T> {
  const entries = new Map<string, T>();
  return {
    add: (name, entry) => {
      if (!nameShape.test(name)) throw badName(kind, name);
      if (builtIn.includes(name)) throw taken(kind, name, "it is built in");
      if (entries.has(name)) throw taken(kind, name, "this program has defined it before");
      entries.set(name, entry);
      return () => {
        if (entries.get(name) === entry) entries.delete(name);
      };
    },
    get: (name) => entries.get(name),
    names: () => [...entries.keys()],
  };
}

function badName(kind: string, name: string): FaultlineError {
  return new FaultlineError(
    "BAD_DEFINITION",
    `${kind} "${name}": must be a name of lower-case letters, digits and hyphens that begins with a letter`,
  );
}

function taken(kind: string, name: string, why: string): FaultlineError {
  return new FaultlineError(
    "BAD_DEFINITION",
    `${kind} "${name}": there is a ${kind} of that name, ${why}; choose another name`,
  );
}
