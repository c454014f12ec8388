/** Tests of the strategy: its rules hold on any stream, its books balance, and it can go on from anywhere. */
import { expect } from "chai";
import fc from "fast-check";
import { goldenLedger, marketBar } from "../golden-ledger.js";
import { loadResults, type StreamBar } from "../results.js";
import { randomStream } from "../testing/random-stream.js";
import { equityCents, initialCashCents, type Order, valueCents } from "./account.js";
import { rules, startStrategy } from "./strategy.js";

const shapes = fc.record(
  {
    bars: fc.integer({ min: 1, max: 160 }),
    symbols: fc.integer({ min: 1, max: 6 }),
    gap: fc.constantFrom(0.1, 0.6),
    nightAfter: fc.constantFrom(40, 75),
  },
  { requiredKeys: ["bars", "symbols"] },
);

describe("strategy", () => {
  it("keeps its rules and balances its books on any stream", () => {
    fc.assert(
      fc.property(fc.integer(), shapes, (seed, shape) => {
        holdsRules(randomStream(seed, shape));
      }),
      { numRuns: 60 },
    );
  });

  it("keeps them on the shipped day, with some dozens of trades", () => {
    const { bars } = loadResults("fixtures/results_10-24.json");
    const trades = holdsRules(bars);
    expect(trades).to.be.within(24, 120);
  });

  it("goes on from a snapshot of any bar, through JSON, as if it had never stopped", () => {
    fc.assert(
      fc.property(fc.integer(), shapes, fc.nat(), (seed, shape, at) => {
        const bars = randomStream(seed, shape).map(marketBar);
        const cut = at % bars.length;
        const whole = startStrategy();
        for (const bar of bars.slice(0, cut)) whole.take(bar);
        const resumed = startStrategy(JSON.parse(JSON.stringify(whole.snapshot())));
        for (const bar of bars.slice(cut)) expect(resumed.take(bar)).to.deep.equal(whole.take(bar));
        expect(resumed.snapshot()).to.deep.equal(whole.snapshot());
      }),
      { numRuns: 60 },
    );
  });

  it("is not changed by the order in which the symbols of a bar come", () => {
    const bars = randomStream(7, { bars: 120, symbols: 5, gap: 0.05 });
    const reversed = bars.map((bar) => ({ ...bar, symbolBars: [...bar.symbolBars].reverse() }));
    expect(goldenLedger(reversed).text).to.equal(goldenLedger(bars).text);
  });

  it("stands still in a market that does", () => {
    const flat = { open: 5, high: 5, low: 5, close: 5, volume: 0 };
    const strategy = startStrategy();
    for (let bar = 1; bar <= 60; bar += 1) {
      const symbolBars = [{ symbol: "A", timestamp_ms: bar * 60_000, ...flat }];
      expect(strategy.take({ bar, timestampMs: bar * 60_000, of: 1, symbolBars }).orders).to.deep.equal([]);
    }
  });

  it("takes a thousand symbols and one", () => {
    for (const symbols of [1, 1000]) {
      const strategy = startStrategy();
      const orders = randomStream(3, { bars: 30, symbols }).flatMap(
        (bar) => strategy.take(marketBar(bar)).orders,
      );
      expect(strategy.figures.symbols).to.have.length(symbols);
      expect(new Set(orders.map(({ id }) => id)).size).to.equal(orders.length);
    }
  });
});

/** Replays the orders in books of our own and compares; returns the number of closed trades. */
function holdsRules(bars: readonly StreamBar[]): number {
  const strategy = startStrategy();
  const prices = new Map<string, number>();
  const held = new Map<string, { shares: number; since: number; basisCents: number }>();
  let cash = initialCashCents;
  let costs = 0;
  let count = 0;
  const seen = new Set<string>();
  for (const bar of bars.map(marketBar)) {
    count += 1;
    const decision = strategy.take(bar);
    for (const { symbol, close } of bar.symbolBars) prices.set(symbol, close);
    for (const order of decision.orders) {
      expect(seen.has(order.id), order.id).to.equal(false);
      seen.add(order.id);
      expect(order.id).to.equal(`${bar.bar}-${order.symbol}-${order.side}`);
      expect(order.price).to.equal(prices.get(order.symbol));
      cash += settle(order, held, count);
      costs += order.costCents;
      expect(order.cashCents).to.equal(cash);
    }
    expect(held.size).to.be.at.most(rules.positionsMax);
    expect(cash).to.be.at.least(0);
    const worth = [...held].reduce(
      (sum, [symbol, { shares }]) => sum + valueCents(shares, prices.get(symbol) ?? 0),
      0,
    );
    expect(decision.equityCents).to.equal(cash + worth);
    expect(decision.equityCents).to.equal(equityCents(strategy.figures.account));
    expect(Number.isSafeInteger(decision.equityCents)).to.equal(true);
  }
  expect(strategy.figures.account.costsCents).to.equal(costs);
  expect(strategy.figures.bars).to.equal(bars.length);
  expect(strategy.figures.account.wins).to.be.at.most(strategy.figures.account.trades);
  return strategy.figures.account.trades;
}

function settle(
  order: Order,
  held: Map<string, { shares: number; since: number; basisCents: number }>,
  count: number,
): number {
  const value = valueCents(order.shares, order.price);
  const position = held.get(order.symbol);
  if (order.side === "buy") {
    expect(position).to.equal(undefined);
    expect(order.confidence).to.be.within(rules.entryConfidence, 1);
    expect(order.shares).to.be.at.least(1);
    held.set(order.symbol, { shares: order.shares, since: count, basisCents: value + order.costCents });
    return -value - order.costCents;
  }
  expect(position?.shares).to.equal(order.shares);
  expect(order.heldBars).to.equal(count - (position?.since ?? 0));
  expect(order.heldBars).to.be.at.least(rules.holdMinBars);
  expect(order.pnlCents).to.equal(value - order.costCents - (position?.basisCents ?? 0));
  held.delete(order.symbol);
  return value - order.costCents;
}
