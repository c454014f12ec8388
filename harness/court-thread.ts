/** The thread of the court: answers each recorded run with its ruling. */
import { parentPort } from "node:worker_threads";
import { type Answer, rulingOf } from "./court.js";
import type { Judged } from "./finding.js";

function answerTo(judged: Judged): Answer {
  try {
    return { ruling: rulingOf(judged) };
  } catch (error) {
    return { error };
  }
}

parentPort?.on("message", (judged: Judged) => {
  parentPort?.postMessage(answerTo(judged));
});
