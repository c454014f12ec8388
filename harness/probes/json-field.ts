/** Reads one field out of a text that is JSON. */

/** Undefined where the text is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Texts, numbers and truth values as text; undefined where there is anything else. The keys of the path are joined by dots. */
export function fieldAt(value: unknown, path: string): string | undefined {
  let at = value;
  for (const key of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return ["string", "number", "boolean"].includes(typeof at) ? String(at) : undefined;
}
