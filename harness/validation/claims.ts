/** The claims of the original report, in our words, each with what it is bound to. A row of the report is a row here. */
import type { CheckName } from "../checks/index.js";
import type { Latency, SchemeRun, Spread } from "../scheme-run.js";
import type { Binding } from "./binding.js";
import { faultsSurvived, latency, leastMeasured, linesOf, slowest, synced, tallied } from "./figures.js";

export interface Claim {
  theme: Theme;
  text: string;
  binding: Binding;
}

export const themes = {
  symbols: "Symbols in step",
  trading: "Continuous trading",
  feeds: "Choice of the way",
  resilience: "Process resilience",
  recovery: "Recovery",
  loss: "Loss",
  latency: "Latency",
  resources: "CPU and memory",
} as const satisfies Record<string, string>;
export type Theme = keyof typeof themes;

type Figure = (runs: readonly SchemeRun[]) => string | null;

const resumed: readonly CheckName[] = ["recovery", "no-crash", "delivery"];

export const claims: readonly Claim[] = [
  {
    theme: "symbols",
    text: "Every bar reaches the engine with all symbols that the source has for it, at its true time.",
    binding: checked(["s1"], ["content", "delivery"], synced),
  },
  {
    theme: "symbols",
    text: "The engine's own SYNC-CHECK lines tell the truth.",
    binding: checked(["s1"], ["sync"], (runs) => linesOf(runs, "sync")),
  },
  {
    theme: "trading",
    text: "Bars flow without a break from the first to the last.",
    binding: checked(["s1"], ["stream", "order", "deadline"], tallied),
  },
  {
    theme: "trading",
    text: "The engine reports on its way, every ten bars.",
    binding: checked(["s1"], ["snapshots"], (runs) => leastMeasured(runs, "snapshots")),
  },
  {
    theme: "trading",
    text: "Orders, profit and positions are right: the ledger is that of a run without any transport.",
    binding: checked(["s1"], ["delivery", "content"], tallied),
  },
  ...[
    { feed: "zmq", text: "Over ZMQ, a bridge and a FIFO, with an engine that knows only the FIFO." },
    { feed: "fifo", text: "Over the FIFO alone, without ZMQ." },
    { feed: "native", text: "Over ZMQ alone, without a bridge." },
  ].map(
    ({ feed, text }): Claim => ({
      theme: "feeds",
      text,
      binding: { ...checked(["s1"], ["feed", "delivery"], tallied), feed },
    }),
  ),
  {
    theme: "resilience",
    text: "The source of the data may die and come back.",
    binding: checked(["s2"], resumed, faultsSurvived),
  },
  {
    theme: "resilience",
    text: "The engine may die and come back.",
    binding: checked(["s3"], resumed, faultsSurvived),
  },
  {
    theme: "resilience",
    text: "The engine may die three times while publisher and bridge go on.",
    binding: checked(["s5"], [...resumed, "incarnations"], faultsSurvived),
  },
  {
    theme: "resilience",
    text: "The bridge may die and finds both of its sides again.",
    binding: { ...checked(["s7"], resumed, faultsSurvived), feed: "zmq" },
  },
  {
    theme: "resilience",
    text: "With nobody at the FIFO the pipeline stands still; a scheme without a consumer has to fail.",
    binding: {
      ...checked(["s4"], ["pace"], (runs) => leastMeasured(runs, "pace")),
      denied: true,
    },
  },
  {
    theme: "recovery",
    text: "After a restart the engine takes new bars at once.",
    binding: checked(["s3", "s5"], ["recovery"], slowest),
  },
  {
    theme: "loss",
    text: "No bar is lost or taken twice over restarts of the engine.",
    binding: checked(["s3", "s5"], ["delivery", "content"], tallied),
  },
  {
    theme: "loss",
    text: "No bar is lost or taken twice over restarts of the source.",
    binding: checked(["s2"], ["delivery", "content"], tallied),
  },
  ...[
    { hop: "publisher", text: "Publisher to ZMQ: half of the bars need less than 1 ms." },
    { hop: "publisher -> bridge", text: "ZMQ to bridge: half of the bars need less than 1 ms." },
    { hop: "bridge", text: "Bridge to FIFO: half of the bars need less than 1 ms." },
    { hop: "bridge -> engine", text: "FIFO to engine: half of the bars need less than 1 ms." },
  ].map(
    ({ hop, text }): Claim => ({
      theme: "latency",
      text,
      binding: below(1, "zmq", ({ byHopMs }) => byHopMs?.[hop] ?? null, "p50"),
    }),
  ),
  {
    theme: "latency",
    text: "The whole way over the bridge, from publishing to the ledger: 99 of 100 bars need less than 5 ms.",
    binding: below(5, "zmq", ({ totalMs }) => totalMs, "p99"),
  },
  {
    theme: "latency",
    text: "The whole way without a bridge: half of the bars need less than 1 ms.",
    binding: below(1, "native", ({ totalMs }) => totalMs, "p50"),
  },
  {
    theme: "latency",
    text: "To leave out the bridge saves at least 2 ms.",
    binding: {
      kind: "saving",
      schemes: ["s1"],
      feeds: ["zmq", "native"],
      atLeast: 2,
      unit: "ms",
      drownable: true,
      value: (run) => latency(run, ({ totalMs }) => totalMs, "p50"),
    },
  },
  {
    theme: "resources",
    text: "The bridge needs less than 1 % of a CPU, at 800 ms a bar.",
    binding: {
      kind: "limit",
      schemes: ["s1"],
      feed: "zmq",
      below: 1,
      unit: "%",
      drownable: false,
      atSpeedMs: 800,
      value: ({ metrics }) => {
        const cpu = metrics?.cpuPct.bridge;
        return cpu === undefined ? "no sample of the bridge's CPU" : { value: cpu };
      },
    },
  },
  {
    theme: "resources",
    text: "Each process needs about 20 MB of memory: less than 25 MB.",
    binding: {
      kind: "limit",
      schemes: ["s1"],
      below: 25,
      unit: "MB",
      drownable: false,
      value: ({ metrics }) => {
        const byRole = Object.entries(metrics?.rssMb ?? {}).sort(([, a], [, b]) => b - a);
        const [largest] = byRole;
        if (largest === undefined) return "no sample of anybody's memory";
        return { value: largest[1], beside: byRole.map(([role, mb]) => `${role} ${mb}`).join(", ") };
      },
    },
  },
];

/** The criteria of the original report, and the themes that each sums up; none: no check of a run can tell. */
export const criteria: readonly { name: string; themes: readonly Theme[] }[] = [
  { name: "Functionality", themes: ["symbols", "trading"] },
  { name: "Reliability", themes: ["loss"] },
  { name: "Performance", themes: ["latency", "resources"] },
  { name: "Resilience", themes: ["resilience", "recovery"] },
  { name: "Flexibility", themes: ["feeds"] },
  { name: "Documentation", themes: [] },
];

function checked(
  schemes: readonly string[],
  checks: readonly CheckName[],
  figure: Figure,
): Binding & { kind: "checks" } {
  return { kind: "checks", schemes, checks, figure };
}

function below(
  limitMs: number,
  feed: string,
  of: (latency: Latency) => Spread | null,
  share: keyof Spread,
): Binding {
  return {
    kind: "limit",
    schemes: ["s1"],
    feed,
    below: limitMs,
    unit: "ms",
    drownable: true,
    value: (run) => latency(run, of, share),
  };
}
