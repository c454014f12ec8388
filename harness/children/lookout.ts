/** Takes censuses in a thread of its own: a pass through /proc takes tens of milliseconds, and bars do not wait. */
import { Worker } from "node:worker_threads";
import type { Census, CensusRequest } from "./census.js";

export interface Lookout {
  look(request: CensusRequest): Promise<Census>;
  end(): Promise<void>;
}

interface Waiting {
  request: CensusRequest;
  resolve(census: Census): void;
  reject(error: Error): void;
}

/**
 * Questions that come while a pass is under way are answered together by the next: however many runs ask, there is never
 * more than one pass at a time, and each answer is younger than its question.
 */
export function startLookout(): Lookout {
  const worker = new Worker(new URL("./lookout-thread.js", import.meta.url));
  let waiting: Waiting[] = [];
  let underWay: readonly Waiting[] = [];
  worker.unref();
  worker.on("message", (census: Census) => {
    const answered = underWay;
    underWay = [];
    for (const [index, { resolve, request }] of answered.entries()) resolve(partOf(census, request, index));
    askNext();
  });
  worker.on("error", (error) => {
    for (const { reject } of [...underWay, ...waiting]) reject(error);
    underWay = [];
    waiting = [];
  });

  function askNext(): void {
    if (underWay.length > 0 || waiting.length === 0) return;
    underWay = waiting;
    waiting = [];
    const requests = underWay.map(({ request }) => request);
    worker.postMessage({
      fifos: joined(requests.map(({ fifos }) => fifos)),
      ports: joined(requests.map(({ ports }) => ports)),
    } satisfies CensusRequest);
  }

  return {
    look: (request) =>
      new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        askNext();
      }),
    end: async () => {
      await worker.terminate();
    },
  };
}

/** The entries of all, each under its name and the index of the question. */
function joined<T>(all: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const entries = all.flatMap((one, index) =>
    Object.entries(one).map(([name, value]) => [`${index}/${name}`, value]),
  );
  return Object.fromEntries(entries) as Record<string, T>;
}

function partOf(census: Census, { fifos, ports }: CensusRequest, index: number): Census {
  if (census === null) return null;
  const names = [...Object.keys(fifos), ...Object.keys(ports)];
  return Object.fromEntries(names.map((name) => [name, census[`${index}/${name}`] ?? []]));
}
