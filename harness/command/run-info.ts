/** run.json of a run folder: what a run noted of itself before its first scheme, and how it ended. */
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { FaultlineError } from "../errors.js";
import { runInfoSchema } from "../results.js";

export const runNoteSchema = runInfoSchema.omit({ speedMs: true, bars: true }).extend({
  complete: z.boolean(),
  exitCode: z.number().nullable(),
  endedAt: z.string().optional(),
  origin: z
    .object({
      again: z.object({ flags: z.array(z.string()), files: z.record(z.string(), z.string()) }),
      schemeFiles: z.record(z.string(), z.string()),
    })
    .optional(),
});
export type RunNote = z.infer<typeof runNoteSchema>;

/** @throws FaultlineError BAD_FOLDER where there is none, or none that can be read */
export function readRunInfo(runFolder: string): RunNote {
  const file = path.join(runFolder, "run.json");
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (cause) {
    throw new FaultlineError("BAD_FOLDER", `${file}: cannot be read, so ${runFolder} is no run folder`, {
      cause,
    });
  }
  const parsed = runNoteSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new FaultlineError("BAD_FOLDER", `${file}: ${otherVersion(parsed.error, value)}`);
}

const dated = z.object({ commit: z.string() });
const datedInside = z.object({ run: dated });

/**
 * What is wrong with a file that is whole JSON and not of our shape, and which version wrote it, since that one reads it.
 * @param value of run.json or of results.json
 */
export function otherVersion({ issues: [issue] }: z.ZodError, value: unknown): string {
  const inside = datedInside.safeParse(value);
  const commit = inside.success ? inside.data.run.commit : dated.safeParse(value).data?.commit;
  const by =
    commit === undefined
      ? "it does not say which version wrote it"
      : `it was written by the version of commit ${commit}, which can read it`;
  return `${issue?.path.join(".")}: ${issue?.message}; ${by}`;
}
