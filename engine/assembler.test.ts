/** Tests of putting symbol bars together into bars. */
import { expect } from "chai";
import { createAssembler } from "./assembler.js";
import type { SequencedBar, SymbolBar } from "./feed.js";
import type { MarketBar } from "./strategy/market.js";

function plain(symbol: string, minute: number, close = 2): SymbolBar {
  return { symbol, timestamp_ms: minute * 60_000, open: 2, high: 9, low: 1, close, volume: 1 };
}

function sequenced(symbol: string, bar: number, of: number, minute = bar, close = 2): SequencedBar {
  return { ...plain(symbol, minute, close), seq: 0, bar, of, epoch: 1 };
}

function assemble(records: readonly (SymbolBar | SequencedBar)[], last?: MarketBar) {
  const bars: MarketBar[] = [];
  const assembler = createAssembler(last, (bar) => bars.push(bar));
  for (const record of records) assembler.take(record);
  const shapes = bars.map(
    ({ bar, of, symbolBars }) => `${bar}:${symbolBars.map(({ symbol }) => symbol).join("")}/${of}`,
  );
  return { assembler, bars, shapes };
}

const lastBar: MarketBar = {
  bar: 4,
  timestampMs: 240_000,
  of: 2,
  symbolBars: [plain("A", 4), plain("B", 4)],
};

describe("assembler", () => {
  it("closes a sequenced bar at the last of its symbol bars, and sorts them", () => {
    const { shapes, assembler } = assemble([
      sequenced("B", 1, 2),
      sequenced("A", 1, 2),
      sequenced("B", 2, 1),
    ]);
    expect(shapes).to.deep.equal(["1:AB/2", "2:B/1"]);
    expect(assembler.openBar).to.equal(undefined);
  });

  it("closes a bar with losses at the first symbol bar of a later one, and says how many it should have", () => {
    expect(assemble([sequenced("A", 1, 3), sequenced("B", 1, 3), sequenced("A", 4, 1)]).shapes).to.deep.equal(
      ["1:AB/3", "4:A/1"],
    );
  });

  it("closes a bar of a seven-field source at the first later time, and counts its bars itself", () => {
    const { shapes, assembler } = assemble([plain("A", 3), plain("B", 3), plain("B", 5), plain("A", 6)]);
    expect(shapes).to.deep.equal(["1:AB/2", "2:B/1"]);
    expect(assembler.openBar).to.deep.equal({ bar: 3, taken: 1, sequenced: false });
    assembler.close();
    assembler.close();
    expect(assembler.openBar).to.equal(undefined);
  });

  it("goes on counting after a restart, and drops what was taken before", () => {
    const { shapes, assembler } = assemble(
      [plain("A", 4), plain("A", 2), plain("A", 5), plain("A", 6)],
      lastBar,
    );
    expect(shapes).to.deep.equal(["5:A/1"]);
    expect(assembler.dropped).to.deep.equal({ duplicate: 0, late: 2, invalid: 0 });
  });

  it("drops and counts duplicates, and what makes no sense", () => {
    const wrong: Partial<SymbolBar>[] = [
      { symbol: "" },
      { symbol: "A B" },
      { close: 0 },
      { open: -1 },
      { high: 0.5 },
      { volume: -1 },
      { timestamp_ms: 1.5 },
      { timestamp_ms: -60_000 },
      { close: 1e9 },
    ];
    const { bars, assembler } = assemble([
      plain("A", 1),
      plain("A", 1, 3),
      ...wrong.map((fields) => ({ ...plain("B", 1), ...fields })),
      plain("A", 2),
    ]);
    expect(assembler.dropped).to.deep.equal({ duplicate: 1, late: 0, invalid: wrong.length });
    expect(bars[0]?.symbolBars.map(({ close }) => close)).to.deep.equal([2]);
  });

  it("takes the bar before the restart again without counting it as late", () => {
    const { shapes, assembler } = assemble(
      [sequenced("B", 4, 2), sequenced("A", 4, 2), sequenced("A", 5, 1)],
      lastBar,
    );
    expect(shapes).to.deep.equal(["5:A/1"]);
    expect(assembler.dropped.late).to.equal(0);
  });

  it("refuses a stream that gives the same bar other prices or another time", () => {
    expect(() => assemble([sequenced("B", 4, 2, 4, 2.5)], lastBar)).to.throw(
      "the stream is not the one that the ledger was made from: bar 4 of B is [2,9,1,2.5,1], but it was taken as" +
        " [2,9,1,2,1]; start with another --ledger and --state",
    );
    expect(() => assemble([sequenced("B", 4, 2, 7)], lastBar)).to.throw(
      "bar 4 has the time 420000, but bar 4 was taken with 240000",
    );
    expect(() => assemble([sequenced("B", 5, 2, 3)], lastBar)).to.throw("is not the one");
    expect(() => assemble([sequenced("B", 3, 2, 8)], lastBar)).to.throw("is not the one");
  });
});
