/** The table of reports: what is written of a run beside its results, each made from the same facts. */
import type { RunReport } from "../report.js";
import { reportPage } from "./html/page.js";
import { junitText } from "./junit.js";
import { summaryText } from "./summary.js";
import { validationText } from "./validation.js";

export interface Projection {
  /** Name of the file in the run folder. */
  file: string;
  /** One line, for `report --help` and the docs. */
  about: string;
  /** Made only when it is asked for by name: not at the end of a run, nor with all the others. */
  onDemand?: true;
  /** Pure: the same report gives the same text. */
  make(report: RunReport): string;
}

/** By the name that `report --format` takes. */
export const projections = {
  summary: {
    file: "summary.md",
    about: "one page in Markdown: failures first, then a row for each scheme",
    make: summaryText,
  },
  junit: {
    file: "junit.xml",
    about: "JUnit's format: a suite for each scheme run, a case for each check",
    make: junitText,
  },
  html: {
    file: "report.html",
    about: "one page for a browser: verdicts, time axis with faults and curves, map of bars, merged log",
    make: reportPage,
  },
  validation: {
    file: "VALIDATION.md",
    about:
      "the original report anew: each of its claims PROVED, REFUTED or NOT MEASURED; only when asked for",
    onDemand: true,
    make: validationText,
  },
} as const satisfies Record<string, Projection>;

export type Format = keyof typeof projections;
export const formats = Object.keys(projections) as readonly Format[];
export const writtenFormats: readonly Format[] = formats.filter((name) => !("onDemand" in projections[name]));
