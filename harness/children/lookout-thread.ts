/** The thread of the lookout: answers each request with a census. */
import { parentPort } from "node:worker_threads";
import { type CensusRequest, takeCensus } from "./census.js";

parentPort?.on("message", (request: CensusRequest) => {
  parentPort?.postMessage(takeCensus(request));
});
