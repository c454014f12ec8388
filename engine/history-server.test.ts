/** Tests of history answers, both ends. */
import { expect } from "chai";
import { decodeAnswer } from "./history-client.js";
import { answerFrames, decodeAsk, encodeAsk, historyChunk } from "./history-server.js";
import { createPublication } from "./publication.js";

const bars = Array.from({ length: 400 }, (_, index) => ({
  bar: index + 1,
  timestampMs: index * 60_000,
  firstSeq: index,
  symbolBars: [{ symbol: "A", timestamp_ms: index * 60_000, open: 1, high: 1, low: 1, close: 1, volume: 0 }],
}));
const publication = createPublication({ symbols: ["A"], bars, symbolBarCount: 400 }, 3);
const source = (head: number) => ({
  head: () => ({ epoch: 3, head, total: publication.total }),
  record: publication.record,
});

function answer(from: number, head: number) {
  const decoded = decodeAnswer(
    answerFrames({ ask: 5, from }, source(head)).map((frame) => Buffer.from(frame)),
  );
  return { ask: decoded?.ask, head: decoded?.head, seqs: decoded?.records.map(({ record }) => record.seq) };
}

describe("history", () => {
  it("answers one chunk from where it was asked", () => {
    const { ask, head, seqs } = answer(10, 400);
    expect([ask, head]).to.deep.equal([5, { epoch: 3, head: 400, total: 400 }]);
    expect(seqs).to.deep.equal(Array.from({ length: historyChunk }, (_, index) => index + 10));
  });

  it("never gives away what is not published yet", () => {
    expect(answer(10, 12).seqs).to.deep.equal([10, 11]);
    expect(answer(12, 12).seqs).to.deep.equal([]);
    expect(answer(500, 12).seqs).to.deep.equal([]);
  });

  it("takes nothing else for a request", () => {
    expect(decodeAsk(encodeAsk(1, 2))).to.deep.equal({ ask: 1, from: 2 });
    for (const text of ["", "{}", '{"ask":1}', '{"ask":1,"from":-2}', '{"ask":1,"from":1e9}']) {
      expect(decodeAsk(text)).to.equal(undefined);
    }
  });
});
