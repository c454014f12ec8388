/** The script of the page, from the files of the build: the curve library and the client, as one text. */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { linkModules } from "./link-modules.js";

export interface Assets {
  script: string;
  /** The style of the curve library; ours follows it. */
  curveStyle: string;
}

let made: Assets | undefined;

/** Reads them once: they are the same for all runs of one build. */
export function assets(): Assets {
  made ??= readAssets();
  return made;
}

function readAssets(): Assets {
  const resolve = createRequire(import.meta.url).resolve;
  const read = (file: string): string => fs.readFileSync(file, "utf8");
  const entry = path.join(path.dirname(fileURLToPath(import.meta.url)), "client", "main.js");
  const library = read(resolve("uplot/dist/uPlot.iife.min.js"));
  const licence = read(path.join(path.dirname(resolve("uplot")), "..", "LICENSE"));
  const script = `/*\n${licence.trim()}\n*/\n${library}\n${linkModules(entry, read)}`;
  // A script element ends at the first of these, wherever it stands.
  if (/<\/script|<!--/i.test(script))
    throw new Error("the script of the page holds a text that would end it");
  return { script, curveStyle: read(resolve("uplot/dist/uPlot.min.css")) };
}
