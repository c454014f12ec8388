/** The thread of the court: answers each recorded run with its ruling. */
import { parentPort } from "node:worker_threads";
import type { Answer } from "./court.js";
import { metricsOf } from "./evidence/metrics.js";
import type { Judged } from "./finding.js";
import { judgeProved } from "./proof/vacuity.js";

function answerTo(judged: Judged): Answer {
  try {
    return { ruling: { judgement: judgeProved(judged), metrics: metricsOf(judged.plan, judged.history) } };
  } catch (error) {
    return { error };
  }
}

parentPort?.on("message", (judged: Judged) => {
  parentPort?.postMessage(answerTo(judged));
});
