/** Fault `limit`: the role may have no more of a resource than so much, and must live with that or end of it. */
import type { Fault } from "../stage.js";

const resources = ["open-files", "file-size", "address-space"] as const;
type Resource = (typeof resources)[number];

/** By which key each resource is measured. */
const keyOf = {
  "open-files": "files",
  "file-size": "size",
  "address-space": "size",
} as const satisfies Record<Resource, "files" | "size">;
const meant = { files: "a number of files such as 64", size: 'a size such as "64 MiB"' } as const;

export const limit: Fault = {
  summary: "a resource limit on the living role; one that ends of it is started again after the length",
  target: "role",
  effect: "none",
  restarts: false,
  mayExit: true,
  starts: 1,
  needs: { program: "prlimit", package: "util-linux" },
  defaultForBars: 10,
  options: {
    resource: {
      kind: "word",
      words: resources,
      required: true,
      summary: "What it may have no more of: open-files (say files), file-size or address-space (say size).",
    },
    files: { kind: "count", required: false, summary: "Most open files, for open-files." },
    size: { kind: "size", required: false, summary: 'For file-size and address-space: "64 MiB".' },
  },
  problemIn: (options) => {
    const resource = resourceIn(options);
    const key = keyOf[resource];
    const other = key === "files" ? "size" : "files";
    if (options[other] !== undefined)
      return { key: other, message: `must be left out where the resource is ${resource}: say ${key}` };
    if (options[key] !== undefined) return null;
    return { key, message: `is missing, must be ${meant[key]}, since the resource is ${resource}` };
  },
  inject: async (stage, { target, options }) => {
    const resource = resourceIn(options);
    return stage.limit(target, resource, Number(options[keyOf[resource]]));
  },
  observe: (stage, { target }) => stage.limited(target),
  heal: (stage, { target }) => stage.unlimit(target),
};

/** The scheme's shape lets no other name pass. */
function resourceIn({ resource }: Readonly<Record<string, unknown>>): Resource {
  const found = resources.find((name) => name === resource);
  if (found === undefined) throw new Error(`there is no resource ${String(resource)}`);
  return found;
}
