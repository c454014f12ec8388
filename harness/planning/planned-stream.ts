/** The stream that the harness expects, as the text that is kept in a scheme's folder and judged with its history. */

import type { Stream } from "../text/stream.js";
import type { PlannedStream } from "./plan.js";

/** One JSON line a bar: `{"bar":1,"timestamp_ms":...,"symbols":{"TQQQ":[open,high,low,close,volume]}}`. */
export function expectedText(stream: Stream, bars: number): string {
  return stream.bars
    .slice(0, bars)
    .map(
      ({ bar, timestampMs, symbolBars }) =>
        `${JSON.stringify({ bar, timestamp_ms: timestampMs, symbols: Object.fromEntries(symbolBars) })}\n`,
    )
    .join("");
}

/** What a plan keeps of a stream. */
export function plannedStream(stream: Stream, file: string, sha256: string): PlannedStream {
  return {
    file,
    sha256,
    symbols: stream.symbols,
    timestampsMs: stream.bars.map(({ timestampMs }) => timestampMs),
    symbolBars: stream.bars.map(({ symbolBars }) => symbolBars.size),
    missing: Object.fromEntries(
      stream.bars
        .filter(({ missing }) => missing.length > 0)
        .map(({ bar, missing }) => [String(bar), missing]),
    ),
  };
}
