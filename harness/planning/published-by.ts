/** How it is seen in a feed that a bar was published. Pure. */
import type { System } from "../system.js";
import { errorAt } from "../text/source.js";
import { portsOf } from "./feed.js";
import type { PublishedBy } from "./plan.js";

/**
 * What the plan says of it.
 * @throws FaultlineError BAD_SYSTEM, located, for a tap on a port that no role of the feed names: it would hear nothing
 */
export function publishedByIn(system: System, feed: string): PublishedBy {
  const { published } = system.observe;
  if (published?.kind === "clock") return "clock";
  if (published?.kind !== "tap") return "line";
  const used = portsOf(system, feed);
  if (used.includes(published.resource)) return "tap";
  const known = used.length === 0 ? "it names none" : used.map((name) => `\${${name}Url}`).join(", ");
  throw errorAt(
    "BAD_SYSTEM",
    system.source,
    ["observe", "published", "tap"],
    `must be a port that a role of the feed ${feed} names (${known}), got "\${${published.resource}Url}"`,
  );
}
