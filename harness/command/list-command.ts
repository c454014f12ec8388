/** The verb `list`: the schemes of a selection, their feeds, and why each is there. */

import { bindScheme } from "../planning/target.js";
import { titleOf } from "../scheme-run.js";
import type { SelectOptions } from "./cli.js";
import { readEntries, readSystem } from "./library.js";
import { selectFeeds, selectSchemes, whyNot } from "./select.js";
import type { World } from "./world.js";

interface Listed {
  id: string;
  name: string;
  tags: readonly string[];
  feeds: readonly string[];
  /** By feed: why the scheme cannot run there. */
  notOn: Readonly<Record<string, string>>;
  why: string;
  file: string;
}

export function listCommand(options: SelectOptions & { json: boolean }, world: World): void {
  const listed = listSchemes(options, world);
  if (options.json) world.out(`${JSON.stringify({ schemaVersion: 1, schemes: listed }, null, 2)}\n`);
  else world.out(listed.map((scheme) => schemeText(scheme, world)).join(""));
}

/** Without names and filters a list shows everything, not only what a bare run would run. */
function listSchemes(options: SelectOptions, { places }: World): Listed[] {
  const everything = options.names.length === 0 && options.tags.length === 0 && options.grep === undefined;
  const wanted = everything ? { ...options, grep: /(?:)/ } : options;
  return selectSchemes(readEntries(options.names, places), wanted).map(({ scheme }) => {
    const system = readSystem(scheme, options, places);
    const reasons = selectFeeds(system, options.feed ?? "all").map((feed) => {
      const bound = bindScheme(scheme, system, { feed, seed: "1", attempt: 1 });
      const found = bound.map((one) => whyNot(one, system, feed));
      return [feed, found.every((reason) => reason !== null) ? (found[0] ?? null) : null] as const;
    });
    return {
      id: scheme.id,
      name: scheme.name,
      tags: scheme.tags,
      feeds: reasons.flatMap(([feed, reason]) => (reason === null ? [feed] : [])),
      notOn: Object.fromEntries(
        reasons.flatMap(([feed, reason]) => (reason === null ? [] : [[feed, reason]])),
      ),
      why: scheme.why,
      file: scheme.source.file,
    };
  });
}

function schemeText({ id, name, tags, feeds, notOn, why }: Listed, { paint }: World): string {
  const title = paint("bold", titleOf({ id, scheme: name }));
  const left = Object.values(notOn).map((reason) => `; ${reason}`);
  const tagged = tags.length === 0 ? "" : ` [${tags.join(", ")}]`;
  return `${title}${tagged}\n  ${why}\n  feeds: ${feeds.join(", ") || "none"}${left.join("")}\n`;
}
