/** Tests of the frame codec. */
import { expect } from "chai";
import fc from "fast-check";
import type { SequencedBar } from "./feed.js";
import * as wire from "./wire.js";

const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });
const sequencedBar: fc.Arbitrary<SequencedBar> = fc.record({
  symbol: fc.string({ minLength: 1, maxLength: 32, unit: "grapheme" }),
  timestamp_ms: fc.nat({ max: 2 ** 48 }),
  open: price,
  high: price,
  low: price,
  close: price,
  volume: fc.nat(),
  seq: fc.nat(),
  bar: fc.nat(),
  of: fc.nat(),
  epoch: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
});

const seven =
  '{"symbol":"FAZ","timestamp_ms":1761312600000,"open":1,"high":2.5,"low":0.5,"close":2,"volume":300}';

describe("wire", () => {
  it("decodes every bar it encodes, through JSON that any reader understands", () => {
    fc.assert(
      fc.property(sequencedBar, (bar) => {
        const json = wire.encodeBar(bar, bar);
        expect(JSON.parse(json)).to.deep.equal(bar);
        expect(wire.decodeBar(json)).to.deep.equal({ record: bar, json });
      }),
    );
  });

  it("understands the seven fields alone, and keeps them in the original's order when it writes", () => {
    const bar = wire.decodeBar(seven);
    expect(bar?.record).to.deep.equal(JSON.parse(seven));
    expect(bar !== undefined && wire.isSequenced(bar)).to.equal(false);
    const ours = wire.encodeBar(JSON.parse(seven), { seq: 0, bar: 1, of: 12, epoch: 1 });
    expect(ours.startsWith(seven.slice(0, -1))).to.equal(true);
  });

  for (const [name, json] of [
    ["a missing field", seven.replace('"close":2,', "")],
    ["a price in quotes", seven.replace('"close":2', '"close":"2"')],
    ["a NaN", seven.replace('"close":2', '"close":NaN')],
    ["a seq without the rest", seven.replace('"close":2', '"close":2,"seq":1')],
    ["a negative seq", seven.replace('"close":2', '"close":2,"seq":-1,"bar":1,"of":1,"epoch":1')],
    ["an empty symbol", seven.replace("FAZ", "")],
    ["a cut line", seven.slice(0, 60)],
    ["a list", `[${seven}]`],
    ["null", "null"],
    ["more than a FIFO takes at once", seven.replace("{", `{"note":"${"x".repeat(4096)}",`)],
  ] as const) {
    it(`takes ${name} for no symbol bar`, () => {
      expect(wire.decodeBar(json)).to.equal(undefined);
    });
  }

  it("tells its topic from one that only begins like it", () => {
    const kind = (text: string) => wire.decodeMessage("BARS", [Buffer.from(text)]).kind;
    expect(kind(`BARS ${seven}`)).to.equal("bars");
    expect(kind(`BARS2 ${seven}`)).to.equal("other");
    expect(kind("BARS {}")).to.equal("malformed");
    expect(kind("BARS")).to.equal("other");
    expect(kind(wire.heartbeatMessage({ epoch: 2, head: 24, total: 48 }))).to.equal("head");
    expect(wire.heartbeatTopic.startsWith("BARS")).to.equal(false);
  });

  it("reads topic and JSON from two frames too, and a whole bar from one", () => {
    const two = wire.decodeMessage("BARS", [Buffer.from("BARS"), Buffer.from(seven)]);
    expect(two.kind === "bars" && two.bars.length).to.equal(1);
    const whole = wire.decodeMessage("BARS", [Buffer.from(wire.wholeBarMessage("BARS", [seven, seven]))]);
    expect(whole.kind === "bars" && whole.bars.map((bar) => bar.record.symbol)).to.deep.equal(["FAZ", "FAZ"]);
  });

  it("finds every cut and every changed byte of a framed line", () => {
    const line = wire.framedLine(seven).trimEnd();
    expect(wire.decodeFifoLine(line)).to.deep.equal({ kind: "framed", json: seven });
    fc.assert(
      fc.property(fc.nat({ max: line.length - 1 }), fc.integer({ min: 33, max: 126 }), (at, code) => {
        const changed = line.slice(0, at) + String.fromCharCode(code) + line.slice(at + 1);
        fc.pre(changed !== line && !changed.startsWith("{") && !changed.startsWith("#S"));
        expect(wire.decodeFifoLine(changed).kind).to.equal("torn");
        expect(wire.decodeFifoLine(line.slice(0, at)).kind).to.be.oneOf(["torn", "blank"]);
      }),
    );
  });

  it("reads back marks, hellos and heads", () => {
    expect(wire.decodeFifoLine(wire.markLine("a1", 7).trim())).to.deep.equal({
      kind: "mark",
      session: "a1",
      from: 7,
    });
    expect(wire.decodeHello(wire.helloLine("a1", 7).trim())).to.deep.equal({ session: "a1", from: 7 });
    expect(wire.decodeHello("H a1 7")).to.equal(undefined);
    const head = { epoch: 1, head: 2, total: 3 };
    expect(wire.decodeHead(wire.encodeHead(head))).to.deep.equal(head);
  });
});
