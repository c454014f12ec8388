/** The thread of the lookout: answers each question with a census. */
import { parentPort } from "node:worker_threads";
import { takeCensus } from "./census.js";
import type { Answer, Question } from "./lookout.js";

parentPort?.on("message", ({ id, request }: Question) => {
  parentPort?.postMessage({ id, census: takeCensus(request) } satisfies Answer);
});
