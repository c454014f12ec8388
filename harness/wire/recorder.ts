/** The newest messages of a connection, bounded in number and bytes. Pure. */
import type { Message } from "./follower.js";
import { recordedBytesMax, recordedMessagesMax } from "./limits.js";

export interface Recorder {
  record(message: Message): void;
  /** Of those that begin with the topic the newest, oldest first. */
  newest(count: number, topic: string): Message[];
}

export function openRecorder(): Recorder {
  const messages: Message[] = [];
  /** Index of the oldest that is still kept; those before it are cut off together, for each cut moves all others. */
  let oldest = 0;
  let keptBytes = 0;
  return {
    record: (message) => {
      messages.push(message);
      keptBytes += bytesOf(message);
      while (messages.length - oldest > recordedMessagesMax || keptBytes > recordedBytesMax) {
        keptBytes -= bytesOf(messages[oldest] ?? []);
        messages[oldest] = [];
        oldest += 1;
      }
      if (oldest < recordedMessagesMax) return;
      messages.splice(0, oldest);
      oldest = 0;
    },
    newest: (count, topic) => {
      const beginning = Buffer.from(topic);
      const found: Message[] = [];
      for (let index = messages.length - 1; index >= oldest && found.length < count; index -= 1) {
        const message = messages[index] ?? [];
        if (message[0]?.subarray(0, beginning.length).equals(beginning) === true) found.push(message);
      }
      return found.reverse();
    },
  };
}

function bytesOf(message: Message): number {
  return message.reduce((sum, { length }) => sum + length, 0);
}
