/** A world made of memory, for tests of verbs. */
import { plain } from "../reporters/colour.js";
import type { World } from "./world.js";

export interface Told {
  out: string;
  notes: string[];
}

export function sampleWorld(changes: Partial<World> & Pick<World, "places">): { world: World; told: Told } {
  const told: Told = { out: "", notes: [] };
  const world: World = {
    out: (text) => {
      told.out += text;
    },
    note: (line) => {
      told.notes.push(line);
    },
    columns: () => null,
    paint: plain,
    makeWatcher: () => ({ tell: () => {}, tick: () => {}, close: () => {} }),
    argv: [],
    env: {},
    cut: new AbortController().signal,
    cutBy: () => null,
    cutAfter: () => {},
    ...changes,
  };
  return { world, told };
}
