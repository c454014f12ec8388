/** Judges, mostly in a thread of its own: a judgement and its proof take tens of milliseconds, and the runs beside it do not wait. */
import { Worker } from "node:worker_threads";
import { metricsOf } from "./evidence/metrics.js";
import type { Judged } from "./finding.js";
import { judgeProved } from "./proof/vacuity.js";
import type { Metrics } from "./scheme-run.js";
import type { Judgement } from "./verdict.js";

/** What is said of one run. */
export interface Ruling {
  judgement: Judgement;
  metrics: Metrics | null;
}

/** What the thread answers: a ruling, or what a check threw. */
export type Answer = { ruling: Ruling } | { error: unknown };

export interface Court {
  /** Rejects with what a check threw: a bug of the harness. */
  rule(judged: Judged): Promise<Ruling>;
  end(): Promise<void>;
}

interface Waiting {
  resolve(ruling: Ruling): void;
  reject(error: unknown): void;
}

/** In the thread of the caller: what a program has defined at run time is known in that alone. */
export function courtHere(): Court {
  return { rule: async (judged) => rulingOf(judged), end: async () => {} };
}

/** Throws what a check throws. */
export function rulingOf(judged: Judged): Ruling {
  return { judgement: judgeProved(judged), metrics: metricsOf(judged.plan, judged.history) };
}

/** The thread answers in the order in which it is asked. */
export function openCourt(): Court {
  const worker = new Worker(new URL("./court-thread.js", import.meta.url));
  const waiting: Waiting[] = [];
  worker.unref();
  worker.on("message", (answer: Answer) => {
    const first = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if ("ruling" in answer) first?.resolve(answer.ruling);
    else first?.reject(answer.error);
  });
  worker.on("error", (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  return {
    rule: (judged) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        // Nothing else may be left that keeps the process alive until the answer.
        worker.ref();
        worker.postMessage(judged);
      }),
    end: async () => {
      await worker.terminate();
    },
  };
}
