/** What a run tells GitHub when it runs there: annotations on the console, and its summary on the page of the job. */
import fs from "node:fs";
import path from "node:path";
import type { RunReport } from "../report.js";
import { annotationLines } from "../reporters/annotations.js";
import { summaryText } from "../reporters/summary.js";
import type { World } from "./world.js";

/** @param tell takes one line: stdout, or stderr where stdout holds one JSON document; GitHub reads both */
export function tellGithub(
  report: RunReport,
  { env, places, note }: World,
  tell: (line: string) => void,
): void {
  if (env.GITHUB_ACTIONS !== "true") return;
  const workspace = env.GITHUB_WORKSPACE;
  const shownFile = (file: string) =>
    workspace === undefined ? file : path.relative(workspace, path.resolve(places.root, file));
  for (const line of annotationLines(report, shownFile)) tell(line);
  const page = env.GITHUB_STEP_SUMMARY;
  if (page === undefined || page === "") return;
  try {
    fs.appendFileSync(page, summaryText(report));
  } catch (error) {
    note(`the summary of the job cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}
