/** Notices flags that npm took for itself because `--` was missing, which would otherwise change a run in silence. */
import { FaultlineError } from "../errors.js";

/** What the guard must know of a flag of ours. */
export interface GuardedFlag {
  /** `--speed-ms` */
  long: string;
  takesValue: boolean;
}

/** Flags that npm itself knows: it sets their variable for a line in an .npmrc file, too, which is no mistake of the caller. */
const npmKnows = new Set(["--dry-run", "--json", "--tag"]);

/**
 * npm hands `--speed-ms 5` on as `npm_config_speed_ms=true` and a stray argument `5`, and `--feed=zmq` as
 * `npm_config_feed=zmq` (npm 11). Throws FLAGS_SWALLOWED with the line that was meant.
 *
 * @param npmrcTexts the contents of the .npmrc files that npm read
 */
export function guardAgainstNpm(
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
  flags: readonly GuardedFlag[],
  npmrcTexts: readonly string[],
): void {
  if (env.npm_lifecycle_event === undefined) return;
  const taken = flags
    .filter(({ long }) => !argv.includes(long) && !(npmKnows.has(long) && isConfigured(long, npmrcTexts)))
    .flatMap((flag) => {
      const value = env[`npm_config_${flag.long.slice(2).replaceAll("-", "_")}`];
      return value === undefined ? [] : [{ flag, value }];
    });
  if (taken.length === 0) return;
  const names = taken.map(({ flag }) => flag.long).join(" and ");
  throw new FaultlineError(
    "FLAGS_SWALLOWED",
    `npm took ${names} for itself; write: npm run ${env.npm_lifecycle_event} -- ${meant(taken, argv.slice(1)).join(" ")}`,
  );
}

/** The line as it was meant: a stray argument belongs to a flag without its value only where there is one of each. */
function meant(taken: readonly { flag: GuardedFlag; value: string }[], strays: readonly string[]): string[] {
  const lacking = taken.filter(({ flag, value }) => flag.takesValue && value === "true");
  const known = lacking.length === 1 && strays.length === 1 ? strays[0] : undefined;
  const words = taken.flatMap(({ flag, value }) => {
    if (!flag.takesValue) return [flag.long];
    return [flag.long, value === "true" ? (known ?? "VALUE") : value];
  });
  return lacking.length > 0 ? words : [...strays, ...words];
}

function isConfigured(long: string, npmrcTexts: readonly string[]): boolean {
  const key = long.slice(2).replaceAll("-", "[-_]");
  const line = new RegExp(`^\\s*${key}\\s*(=|$)`, "m");
  return npmrcTexts.some((text) => line.test(text));
}
