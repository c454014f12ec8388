/** Takes censuses in a thread of its own: a pass through /proc takes tens of milliseconds, and bars do not wait. */
import { Worker } from "node:worker_threads";
import type { Census, CensusRequest } from "./census.js";

export interface Lookout {
  look(request: CensusRequest): Promise<Census>;
  end(): Promise<void>;
}

export interface Question {
  id: number;
  request: CensusRequest;
}

export interface Answer {
  id: number;
  census: Census;
}

export function startLookout(): Lookout {
  const worker = new Worker(new URL("./lookout-thread.js", import.meta.url));
  const waiting = new Map<number, { resolve(census: Census): void; reject(error: Error): void }>();
  let asked = 0;
  worker.unref();
  worker.on("message", ({ id, census }: Answer) => {
    waiting.get(id)?.resolve(census);
    waiting.delete(id);
  });
  worker.on("error", (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return {
    look: (request) =>
      new Promise((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve, reject });
        worker.postMessage({ id: asked, request } satisfies Question);
      }),
    end: async () => {
      await worker.terminate();
    },
  };
}
