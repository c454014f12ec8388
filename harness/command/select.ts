/** Which schemes and feeds a selection means, and which pairs of them cannot go together. Pure. */
import { FaultlineError } from "../errors.js";
import { fifosOf, portsOf } from "../planning/feed.js";
import { type BoundScheme, type BoundStep, portKeys } from "../planning/target.js";
import type { Scheme } from "../scheme.js";
import type { System } from "../system.js";
import { didYouMean } from "../text/nearest.js";

/** The tag of what runs when nothing is named. */
export const defaultTag = "default";
/** The tag of what must fail: a pattern never means it, only its name or its tag does. */
const canaryTag = "canary";

export interface Wanted {
  names: readonly string[];
  tags: readonly string[];
  grep: RegExp | undefined;
}

/** A scheme file that is there; one that cannot be read matters only when the selection might mean it. */
export type Entry = { file: string; scheme: Scheme } | { file: string; error: unknown };

export interface Selected {
  scheme: Scheme;
  /** Named literally: then a feed that it cannot run on is an error, not a scheme left out. */
  explicit: boolean;
  /** Of a scheme for each of a group: the one run that was named, "restart-each-bridge". */
  variant?: string;
}

/** Whether a name on the command line is a file rather than a scheme of the library. */
export function isFileName(name: string): boolean {
  return /[/\\]|\.ya?ml$/.test(name);
}

/**
 * The schemes that the names mean, filtered by tag and pattern, in the order of the names; without names those of
 * the filters, or with the tag `default`.
 * @throws FaultlineError NOTHING_SELECTED with the nearest name; the error of a broken file that might be meant
 */
export function selectSchemes(entries: readonly Entry[], wanted: Wanted): readonly Selected[] {
  const found = wanted.names.length === 0 ? byDefault(entries, wanted) : byNames(entries, wanted.names);
  const kept = found.filter(
    ({ scheme }) =>
      (wanted.tags.length === 0 || wanted.tags.some((tag) => scheme.tags.includes(tag))) &&
      (wanted.grep === undefined || wanted.grep.test(scheme.name)),
  );
  if (kept.length > 0) return kept;
  const filters = [
    ...wanted.tags.map((tag) => `--tag ${tag}`),
    ...(wanted.grep === undefined ? [] : [`--grep ${wanted.grep.source}`]),
  ].join(" ");
  throw new FaultlineError(
    "NOTHING_SELECTED",
    `no scheme matches ${[...wanted.names, filters].join(" ").trim() || `the tag ${defaultTag}`}; --list shows what there is`,
  );
}

function byDefault(entries: readonly Entry[], { tags, grep }: Wanted): Selected[] {
  const filtered = tags.length > 0 || grep !== undefined;
  return all(entries)
    .filter((scheme) => tags.length > 0 || !scheme.tags.includes(canaryTag))
    .filter(({ tags }) => filtered || tags.includes(defaultTag))
    .map((scheme) => ({ scheme, explicit: false }));
}

function byNames(entries: readonly Entry[], names: readonly string[]): Selected[] {
  const found = new Map<Scheme | string, Selected>();
  for (const name of names) {
    const literal = entries.flatMap((entry) =>
      "scheme" in entry && isCalled(entry, name) ? [entry.scheme] : [],
    );
    const variants = literal.length > 0 ? [] : entries.flatMap((entry) => variantOf(entry, name));
    for (const variant of variants) found.set(name, variant);
    if (variants.length > 0) continue;
    const schemes = literal.length > 0 ? literal : byGlob(entries, name);
    for (const scheme of schemes) {
      const explicit = literal.length > 0 || found.get(scheme)?.explicit === true;
      found.set(scheme, { scheme, explicit });
    }
  }
  return [...found.values()];
}

/** The one run of a scheme for each of a group that bears this name. */
function variantOf(entry: Entry, name: string): Selected[] {
  if (!("scheme" in entry)) return [];
  const { scheme } = entry;
  const isSpread = scheme.timeline.some(({ target }) => typeof target === "object" && target.how === "each");
  const isOurs = name.startsWith(`${scheme.name}-`) || name.startsWith(`${scheme.id}-`);
  return isSpread && isOurs ? [{ scheme, explicit: true, variant: name }] : [];
}

function isCalled({ file, scheme }: { file: string; scheme: Scheme }, name: string): boolean {
  return scheme.name === name || scheme.id === name || file === name;
}

function byGlob(entries: readonly Entry[], name: string): Scheme[] {
  const schemes = all(entries);
  const isGlob = /[*?]/.test(name);
  if (isGlob) {
    const pattern = globPattern(name);
    const found = schemes.filter(
      ({ name, id, tags }) => !tags.includes(canaryTag) && (pattern.test(name) || pattern.test(id)),
    );
    if (found.length > 0) return found;
  }
  const near = didYouMean(
    name,
    schemes.flatMap((scheme) => [scheme.name, scheme.id]),
  );
  const advice = near === "" ? "; --list shows what there is" : near;
  throw new FaultlineError(
    "NOTHING_SELECTED",
    `no scheme ${isGlob ? "matches" : "is called"} "${name}"${advice}`,
  );
}

function globPattern(glob: string): RegExp {
  const body = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${body}$`);
}

/** All schemes; throws the first error, because the broken file might be one of those that are meant. */
function all(entries: readonly Entry[]): Scheme[] {
  return entries.map((entry) => {
    if ("error" in entry) throw entry.error;
    return entry.scheme;
  });
}

/** Order of lists and tables: s1, s2, ..., s10, then those whose id is their name. */
export function byId(a: Scheme, b: Scheme): number {
  const rank = ({ id }: Scheme) => (/^s\d+$/.test(id) ? 0 : 1);
  return rank(a) - rank(b) || a.id.localeCompare(b.id, "en", { numeric: true });
}

/**
 * The feeds of a system that `--feed` means.
 * @throws FaultlineError BAD_FLAGS with the feeds that there are
 */
export function selectFeeds(system: System, feed: string | undefined): readonly string[] {
  const [first] = system.feeds;
  if (feed === undefined) return first === undefined ? [] : [first];
  if (feed === "all") return system.feeds;
  if (system.feeds.includes(feed)) return [feed];
  throw new FaultlineError(
    "BAD_FLAGS",
    `--feed ${feed}: system ${system.name} has ${system.feeds.join(", ")}, or all${didYouMean(feed, system.feeds)}`,
  );
}

/** Why a scheme cannot run on a feed: it harms what takes no part there. Null where it can. */
export function whyNot(scheme: BoundScheme, system: System, feed: string): string | null {
  for (const step of scheme.timeline) {
    const reason = whyNotStep(step, system, feed);
    if (reason !== null) return reason;
  }
  return null;
}

function whyNotStep(step: BoundStep, system: System, feed: string): string | null {
  const resource = system.resources[step.target];
  if (resource !== undefined) {
    const used = (resource.kind === "fifo" ? fifosOf : portsOf)(system, feed).includes(step.target);
    const what = resource.kind === "fifo" ? "FIFO" : "endpoint";
    return used ? null : `the feed ${feed} has no ${what} ${step.target}, which ${step.fault} harms`;
  }
  for (const key of portKeys(step.fault)) {
    const port = String(step.options[key]);
    if (!portsOf(system, feed).includes(port))
      return `the feed ${feed} has no port ${port}, which ${step.fault} harms`;
  }
  const named = step.at.kind === "incarnation" ? [step.target, step.at.role] : [step.target];
  for (const name of named) {
    const role = system.roles.find((each) => each.name === name);
    if (role?.feeds !== undefined && !role.feeds.includes(feed)) return `the feed ${feed} has no ${name}`;
  }
  return null;
}
