/** ZMTP 3.x (rfc.zeromq.org/spec/23): frames of one direction behind its greeting. Pure. */
import type { Message, Reader } from "./follower.js";
import { recordedMessageBytesMax } from "./limits.js";

/** The signature opens the greeting: 0xff, eight bytes of padding, 0x7f. */
export const signatureBytes = 10;
/** The whole greeting: signature, version, mechanism, as-server, filler. */
export const greetingBytes = 64;
/** Where the greeting names the mechanism: ASCII, padded with zeros. */
const mechanismAt = { from: 12, to: 32 };

const moreFlag = 1;
const longFlag = 2;
const commandFlag = 4;
/** Bits of the flags that must be zero. */
const reservedFlags = 0xf8;
/** Sizes up to this one are written as one byte. */
const shortBytesMax = 255;

export function mechanismOf(greeting: Buffer): string {
  return greeting.toString("latin1", mechanismAt.from, mechanismAt.to).replace(/\0+$/, "");
}

/** A frame on the wire. */
export function frameOf(body: Buffer, more: boolean): Buffer {
  const flags = more ? moreFlag : 0;
  if (body.length <= shortBytesMax) return Buffer.concat([Buffer.from([flags, body.length]), body]);
  const header = Buffer.alloc(9);
  header[0] = flags | longFlag;
  header.writeBigUInt64BE(BigInt(body.length), 1);
  return Buffer.concat([header, body]);
}

export function framesOf(message: Message): Buffer {
  return Buffer.concat(message.map((body, index) => frameOf(body, index < message.length - 1)));
}

/** A stream that breaks the rules is followed no further: a wrong place for a message would be a harm nobody asked for. */
export function followFrames(record: (message: Message) => void): Reader {
  const header = Buffer.alloc(9);
  let headerBytes = 0;
  let bodyLeft = 0;
  let ready = false;
  let lost = false;
  const message = openMessage(record);

  /** Takes the next header byte; the last one of a frame without body ends it. */
  function takeHeader(byte: number): void {
    header[headerBytes] = byte;
    headerBytes += 1;
    const flags = header[0] ?? 0;
    lost = (flags & reservedFlags) !== 0;
    const long = (flags & longFlag) !== 0;
    if (lost || headerBytes < (long ? 9 : 2)) return;
    bodyLeft = long ? Number(header.readBigUInt64BE(1)) : (header[1] ?? 0);
    if (bodyLeft === 0) endFrame();
  }

  function endFrame(): void {
    headerBytes = 0;
    const flags = header[0] ?? 0;
    if ((flags & commandFlag) !== 0) message.forgetFrame();
    else if (message.endFrame((flags & moreFlag) !== 0)) ready = true;
  }

  const between = (): boolean => !lost && headerBytes === 0 && !message.begun();
  return {
    follow: (bytes) => {
      let first: number | null = null;
      for (let at = 0; at < bytes.length && !lost; ) {
        if (bodyLeft > 0) {
          const part = bytes.subarray(at, at + bodyLeft);
          message.take(part);
          at += part.length;
          bodyLeft -= part.length;
          if (bodyLeft === 0) endFrame();
        } else {
          takeHeader(bytes[at] ?? 0);
          at += 1;
        }
        if (first === null && between()) first = at;
      }
      return first;
    },
    between,
    ready: () => ready && !lost,
    encode: framesOf,
    uncertain: false,
  };
}

interface OpenMessage {
  take(part: Buffer): void;
  /** Whether this was the last frame. */
  endFrame(more: boolean): boolean;
  /** The frame was a command, no part of a message. */
  forgetFrame(): void;
  /** Whether a frame of it has ended, and more are to come. */
  begun(): boolean;
}

/** Gathers the frames of a message; of one that is too long to be recorded it keeps nothing. */
function openMessage(record: (message: Message) => void): OpenMessage {
  let frames: Buffer[] = [];
  let parts: Buffer[] = [];
  let messageBytes = 0;
  let frameBytes = 0;
  let begun = false;
  return {
    take: (part) => {
      frameBytes += part.length;
      if (messageBytes + frameBytes <= recordedMessageBytesMax) parts.push(Buffer.from(part));
      else parts = [];
    },
    endFrame: (more) => {
      messageBytes += frameBytes;
      frames = messageBytes <= recordedMessageBytesMax ? [...frames, Buffer.concat(parts)] : [];
      parts = [];
      frameBytes = 0;
      begun = more;
      if (more) return false;
      if (messageBytes <= recordedMessageBytesMax) record(frames);
      frames = [];
      messageBytes = 0;
      return true;
    },
    forgetFrame: () => {
      parts = [];
      frameBytes = 0;
    },
    begun: () => begun,
  };
}
