/** The default of an option of a fault, read as if it had been written in a scheme. Pure. */
import type { Span } from "../scheme.js";
import type { FaultOption } from "../stage.js";
import { bytes, type Notation, offset, share, span } from "../text/units.js";

const notations = { span, share, size: bytes, offset } as const;

/** Undefined where the option has none; throws for a table of faults with a default that nobody can read. */
export function defaultOf(option: FaultOption): string | number | Span | undefined {
  if (option.default === undefined) return undefined;
  switch (option.kind) {
    case "text":
    case "count":
    case "word":
      return option.default;
    default: {
      const notation: Notation<number | Span> = notations[option.kind];
      const read = notation.read(option.default);
      if ("value" in read) return read.value;
      throw new Error(`the default ${option.default} of an option ${read.problem}`);
    }
  }
}
