/** The frame codec: how symbol bars, heads and sessions look as ZMQ messages and as lines on a FIFO. */
import { crc32 } from "node:zlib";
import type { SequencedBar, SymbolBar } from "./feed.js";
import { isCount, isNumber, parseObject } from "./json-guards.js";

/** What a publisher says about its stream: in heartbeats, history answers and keep-alive lines. */
export interface Head {
  epoch: number;
  /** The next seq to be published: so many symbol bars are out. */
  head: number;
  /** So many symbol bars the stream will have. */
  total: number;
}

/** A decoded symbol bar beside the text it came in, so that a bridge passes it on byte for byte. */
export interface WireBar<R extends SymbolBar = SymbolBar | SequencedBar> {
  record: R;
  json: string;
}

/** Topic of heartbeats. It must not begin with the topic of bars: a ZMQ subscription is a prefix. */
export const heartbeatTopic = "HEARTBEAT";

/**
 * Longest record accepted, in bytes. A write of at most PIPE_BUF bytes (4,096 on Linux, pipe(7)) to a FIFO is all or
 * nothing; mark, CRC and newlines need 64 of them. A symbol bar of ours has about 200.
 */
export const recordBytesMax = 4096 - 64;

/** One symbol bar as JSON: the seven fields of the original first, then what we add. */
export function encodeBar(bar: SymbolBar, added: Omit<SequencedBar, keyof SymbolBar>): string {
  return (
    `{"symbol":${JSON.stringify(bar.symbol)},"timestamp_ms":${bar.timestamp_ms},"open":${bar.open},"high":${bar.high}` +
    `,"low":${bar.low},"close":${bar.close},"volume":${bar.volume}` +
    `,"seq":${added.seq},"bar":${added.bar},"of":${added.of},"epoch":${added.epoch}}`
  );
}

/** Decodes one symbol bar; undefined when the text is not one. Extra fields are ignored. */
export function decodeBar(json: string): WireBar | undefined {
  // No character has more than three bytes in UTF-8 for each of its units: counting bytes is for long records only.
  if (json.length * 3 > recordBytesMax && Buffer.byteLength(json) > recordBytesMax) return undefined;
  const value = parseObject(json);
  if (value === undefined) return undefined;
  const { symbol, timestamp_ms, open, high, low, close, volume, seq, bar, of, epoch } = value;
  if (typeof symbol !== "string" || symbol === "") return undefined;
  if (!isNumber(timestamp_ms) || !isNumber(open) || !isNumber(high)) return undefined;
  if (!isNumber(low) || !isNumber(close) || !isNumber(volume)) return undefined;
  if (seq === undefined) return { record: { symbol, timestamp_ms, open, high, low, close, volume }, json };
  if (!isCount(seq) || !isCount(bar) || !isCount(of) || !isCount(epoch)) return undefined;
  return { record: { symbol, timestamp_ms, open, high, low, close, volume, seq, bar, of, epoch }, json };
}

export function isSequenced(bar: WireBar): bar is WireBar<SequencedBar> {
  return "seq" in bar.record;
}

export function encodeHead({ epoch, head, total }: Head): string {
  return `{"epoch":${epoch},"head":${head},"total":${total}}`;
}

export function decodeHead(json: string): Head | undefined {
  const value = parseObject(json);
  if (value === undefined) return undefined;
  const { epoch, head, total } = value;
  return isCount(epoch) && isCount(head) && isCount(total) ? { epoch, head, total } : undefined;
}

/** A ZMQ message of one symbol bar: topic, blank, JSON, in one frame. */
export function barMessage(topic: string, json: string): string {
  return `${topic} ${json}`;
}

/** A ZMQ message of a whole bar (`--framing bar`): its symbol bars in a JSON array. */
export function wholeBarMessage(topic: string, records: readonly string[]): string {
  return `${topic} [${records.join(",")}]`;
}

export function heartbeatMessage(head: Head): string {
  return `${heartbeatTopic} ${encodeHead(head)}`;
}

export type ZmqMessage =
  | { kind: "bars"; bars: readonly WireBar[] }
  | { kind: "head"; head: Head }
  | { kind: "other" }
  | { kind: "malformed"; text: string };

/** Reads the frames of one ZMQ message. `other` is a topic that only shares its prefix with ours. */
export function decodeMessage(topic: string, frames: readonly Buffer[]): ZmqMessage {
  const text = frames.map((frame) => frame.toString("utf8")).join(" ");
  const blank = text.indexOf(" ");
  const found = text.slice(0, blank);
  const body = text.slice(blank + 1);
  if (found === heartbeatTopic) {
    const head = decodeHead(body);
    return head === undefined ? malformed(text) : { kind: "head", head };
  }
  if (found !== topic) return { kind: "other" };
  const bars = body.startsWith("[") ? decodeArray(body) : [decodeBar(body)];
  return bars.every((bar) => bar !== undefined) ? { kind: "bars", bars } : malformed(text);
}

/** Starts a session on a FIFO. The newline in front ends whatever torn line stands there. */
export function markLine(session: string, from: number): string {
  return `\n#S ${session} ${from}\n`;
}

/** A record or a head as it stands in a session: eight hex digits of CRC-32, then the JSON. */
export function framedLine(json: string): string {
  return `${checksum(json)}${json}\n`;
}

export type FifoLine =
  | { kind: "mark"; session: string; from: number }
  | { kind: "framed"; json: string }
  | { kind: "plain"; json: string }
  | { kind: "blank" }
  | { kind: "torn"; text: string };

/** Classifies one line (without its newline) of the data FIFO. */
export function decodeFifoLine(line: string): FifoLine {
  if (line === "") return { kind: "blank" };
  if (line.startsWith("{")) return { kind: "plain", json: line };
  const mark = /^#S ([0-9a-z]{1,32}) (\d{1,16})$/.exec(line);
  if (mark !== null) return { kind: "mark", session: mark[1] ?? "", from: Number(mark[2]) };
  const json = line.slice(8);
  return line.length > 8 && checksum(json) === line.slice(0, 8)
    ? { kind: "framed", json }
    : { kind: "torn", text: line };
}

/** A consumer's hello on the control FIFO: its session and the first seq it needs. The newline in front as above. */
export function helloLine(session: string, from: number): string {
  return `\nH ${session} ${from} !\n`;
}

export function decodeHello(line: string): { session: string; from: number } | undefined {
  const hello = /^H ([0-9a-z]{1,32}) (\d{1,16}) !$/.exec(line);
  return hello === null ? undefined : { session: hello[1] ?? "", from: Number(hello[2]) };
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}

function decodeArray(body: string): (WireBar | undefined)[] {
  let values: unknown;
  try {
    values = JSON.parse(body);
  } catch {
    return [undefined];
  }
  return Array.isArray(values) ? values.map((value) => decodeBar(JSON.stringify(value))) : [undefined];
}

function malformed(text: string): ZmqMessage {
  return { kind: "malformed", text: text.slice(0, 120) };
}
