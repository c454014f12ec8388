/** Tests of the engine's lines against fixtures/golden-lines.txt, which the harness's tests read too. */

import fs from "node:fs";
import { expect } from "chai";
import { stampLine } from "./stamps.js";
import {
  barLine,
  barLines,
  droppedLine,
  endLine,
  entryLine,
  exitLine,
  lagLine,
  newYorkTime,
  readyLine,
  repairedLine,
  statusLines,
  stoppedLine,
  syncLine,
} from "./status.js";
import { openAccount } from "./strategy/account.js";
import type { MarketBar } from "./strategy/market.js";
import type { Figures } from "./strategy/strategy.js";

const golden = new Map(
  fs
    .readFileSync("fixtures/golden-lines.txt", "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line): [string, string] => [line.slice(0, line.indexOf("\t")), line.slice(line.indexOf("\t") + 1)]),
);

const timestampMs = 1_761_328_140_000;
const rowOf = (symbol: string, close: number) => ({
  symbol,
  timestamp_ms: timestampMs,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
});
const bar: MarketBar = {
  bar: 260,
  timestampMs,
  of: 2,
  symbolBars: [rowOf("FAS", 168.33), rowOf("FAZ", 42.18)],
};
const partialBar: MarketBar = {
  bar: 261,
  timestampMs: timestampMs + 60_000,
  of: 12,
  symbolBars: [rowOf("TNA", 49.05), rowOf("TQQQ", 107.2)],
};
const position = { symbol: "FAS", shares: 1, price: 1, basisCents: 1, entryCount: 1, lastPrice: 1 };
const figures: Figures = {
  account: { ...openAccount(), trades: 23, wins: 9, positions: [position, position] },
  weights: [],
  bars: 260,
  partialBars: 1,
  symbolBars: 3110,
  symbols: ["FAS", "FAZ"],
  last: undefined,
};
const fresh = { ...figures, bars: 0, account: openAccount() };
const order = { id: "", bar: 260, shares: 1, costCents: 1, cashCents: 1 };
const equity = 10_002_527;
const stamp = { bar: 260, inUs: 81_234_567_890, outUs: 81_234_568_012, catchUp: false };

describe("status", () => {
  const lines: Record<string, () => string | undefined> = {
    "ready-fresh": () => readyLine("2000-01-01", "fifo", "/tmp/alpaca_bars.fifo", fresh),
    "ready-resumed": () => readyLine("2000-01-01", "zmq", "tcp://127.0.0.1:5555", { ...figures, bars: 180 }),
    bar: () => barLine(bar, figures),
    "bar-partial": () => barLine(partialBar, { ...figures, bars: 261 }),
    entry: () =>
      entryLine({
        ...order,
        side: "buy",
        symbol: "FAS",
        price: 168.33,
        predicted: 0.029676,
        confidence: 0.7,
      }),
    exit: () =>
      exitLine({
        ...order,
        side: "sell",
        symbol: "FAZ",
        price: 42.18,
        pnlCents: -13,
        basisCents: 10_000,
        heldBars: 6,
      }),
    status: () => statusLines(figures, equity)[0],
    "status-equity": () => statusLines(figures, equity)[1],
    "status-trades": () => statusLines(figures, equity)[2],
    "status-win-rate": () => statusLines(figures, equity)[3],
    "status-win-rate-none": () => statusLines(fresh, equity)[3],
    sync: () => syncLine(bar, figures.symbols),
    "sync-missing": () => syncLine(partialBar, ["SVIX", "TNA", "TQQQ", "UVXY"]),
    lag: () => lagLine(273, bar),
    repaired: () => repairedLine(512, "./ledger.jsonl"),
    end: () => endLine(figures, equity),
    stopped: () => stoppedLine(figures, equity),
    dropped: () => droppedLine({ duplicate: 3, late: 12, invalid: 1 }),
    stamp: () => stampLine(stamp, "5f2c9a1e"),
    "stamp-catch-up": () => stampLine({ ...stamp, catchUp: true }, "5f2c9a1e"),
  };
  for (const [kind, line] of golden) {
    it(`prints the golden line ${kind}`, () => expect(lines[kind]?.()).to.equal(line));
  }

  it("prints no other kind of line", () => expect(Object.keys(lines)).to.have.members([...golden.keys()]));

  it("puts the lines of a bar in order: bar, orders, status, synchronisation", () => {
    const exit = {
      ...order,
      side: "sell" as const,
      symbol: "FAZ",
      price: 42.18,
      pnlCents: 0,
      basisCents: 1,
      heldBars: 5,
    };
    const decision = { orders: [exit], equityCents: equity };
    const kinds = (bars: number) =>
      barLines(bar, decision, { ...figures, bars }).map((line) => /\[?(\w+)/.exec(line)?.[1]);
    expect(kinds(261)).to.deep.equal(["13", "EXIT"]);
    expect(kinds(260)).to.deep.equal(["13", "EXIT", "Status", "Equity", "Trades", "Win"]);
    expect(kinds(300)).to.deep.equal(["13", "EXIT", "Status", "Equity", "Trades", "Win", "SYNC"]);
  });

  it("shows no lag below a snapshot's length, and no drops where there are none", () => {
    expect(lagLine(18, bar)).to.equal(undefined);
    expect(lagLine(19, bar)).to.equal("[LAG] 10 bars behind the publisher at bar 260");
    expect(droppedLine({ duplicate: 0, late: 0, invalid: 0 })).to.equal(undefined);
  });

  it("names at most twenty missing symbols", () => {
    const symbols = Array.from({ length: 1000 }, (_, index) => `S${index}`);
    expect(syncLine({ ...bar, symbolBars: [rowOf("S5", 1)] }, symbols)).to.match(
      /: 1 of 1000 symbols, .* S20 and 979 more at/,
    );
  });

  it("shows losses with a minus, and none as none", () => {
    expect(statusLines(figures, 9_999_999)[1]).to.equal("   Equity: $99999.99 (0.00%)");
    expect(statusLines(figures, 9_900_000)[1]).to.equal("   Equity: $99000.00 (-1.00%)");
  });

  it("shows New York time around the changes of the clock, as Intl does", () => {
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone: "America/New_York",
      timeStyle: "medium",
    });
    for (const year of [2024, 2025, 2026, 2027, 2028]) {
      for (let day = 0; day < 366; day += 1) {
        const ms = Date.UTC(year, 0, 1 + day, 5, 59, 59);
        for (const at of [ms, ms + 1000, ms + 3_600_000, ms + 3_601_000]) {
          expect(newYorkTime(at), new Date(at).toISOString()).to.equal(format.format(at));
        }
      }
    }
  });
});
