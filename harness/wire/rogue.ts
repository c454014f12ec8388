/** The rogue publisher of a link: sends garbage and old messages to those who connected. */
import { drawFrom } from "../draw.js";
import type { Connection } from "./connection.js";
import type { Message } from "./follower.js";
import { type Garbage, garbageLike } from "./garbage.js";
import { injectedHugeMax, injectedMessagesMax } from "./limits.js";

/** What was put into the streams and left the proxy, summed over the connections that got any of it. */
export interface Sent {
  bytes: number;
  messages: number;
  connections: number;
}

/** What the garbage looks like: that of the seed, after the newest message that begins with the topic. */
export interface Likeness {
  seed?: string;
  topic?: string;
}

/** @throws RangeError when there are too many, or none */
export async function inject(
  connections: Iterable<Connection>,
  what: Garbage,
  count: number,
  { seed = "", topic = "" }: Likeness = {},
): Promise<Sent> {
  checkCount(count, what === "huge" ? injectedHugeMax : injectedMessagesMax);
  const draw = drawFrom(seed);
  const blank: Message = [Buffer.from(topic === "" ? "" : `${topic} `)];
  return sendEach(connections, (connection) => {
    const model = connection.newest(1, topic)[0] ?? blank;
    return Array.from({ length: count }, () => garbageLike(model, what, draw));
  });
}

/** @throws RangeError when there are too many, or none */
export async function replay(connections: Iterable<Connection>, count: number, topic = ""): Promise<Sent> {
  checkCount(count, injectedMessagesMax);
  return sendEach(connections, (connection) => connection.newest(count, topic));
}

async function sendEach(
  connections: Iterable<Connection>,
  messagesFor: (connection: Connection) => Message[],
): Promise<Sent> {
  const receivers = [...connections].filter((connection) => connection.takesMessages());
  const sent = await Promise.all(receivers.map((connection) => connection.inject(messagesFor(connection))));
  return {
    bytes: sent.reduce((sum, { bytes }) => sum + bytes, 0),
    messages: sent.reduce((sum, { messages }) => sum + messages, 0),
    connections: sent.filter(({ bytes }) => bytes > 0).length,
  };
}

function checkCount(count: number, most: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= most) return;
  throw new RangeError(`count: must be a whole number from 1 to ${most}, got ${count}`);
}
