/** The thread of the wire: holds the links, and answers what is asked of them. */
import { parentPort } from "node:worker_threads";
import { openLink } from "./link.js";
import type { Answer, Link, Question } from "./wire.js";

const links = new Map<number, Link>();

parentPort?.on("message", (question: Question) => void answer(question));

async function answer(question: Question): Promise<void> {
  const { call } = question;
  try {
    parentPort?.postMessage({ call, value: await valueFor(question) } satisfies Answer);
  } catch (error) {
    parentPort?.postMessage({ call, error } satisfies Answer);
  }
}

async function valueFor(question: Question): Promise<unknown> {
  const { port } = question;
  if (question.verb === "open") {
    const link = await openLink(port, question.targetPort);
    links.set(port, link);
    return null;
  }
  const link = links.get(port);
  if (link === undefined) throw new RangeError(`no link listens on port ${port}`);
  if (question.verb === "close") links.delete(port);
  // The main thread has paired the verb with its arguments.
  const asked = link[question.verb] as (...args: readonly unknown[]) => Promise<unknown>;
  return asked(...question.args);
}
