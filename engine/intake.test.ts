/** Tests of what a consumer takes from the FIFO: torn lines, other sessions, gaps. */
import { expect } from "chai";
import fc from "fast-check";
import type { SequencedBar, SymbolBar } from "./feed.js";
import { createIntake } from "./intake.js";
import { lineBytesMax, lineCutter } from "./lines.js";
import { encodeBar, encodeHead, framedLine, markLine } from "./wire.js";

function record(seq: number, epoch = 1): string {
  const seven = {
    symbol: "TNA",
    timestamp_ms: 1_761_312_600_000,
    open: 1,
    high: 1,
    low: 1,
    close: seq + 1,
    volume: 5,
  };
  return encodeBar(seven, { seq, bar: seq + 1, of: 1, epoch });
}

/** An intake whose hellos are named s1, s2, ... and whose writer is this test. */
function consumer(start = 0) {
  const taken: (SymbolBar | SequencedBar)[] = [];
  const notes: string[] = [];
  let ended = 0;
  let session = 1;
  let answered = false;
  const intake = createIntake(
    start,
    { bar: (bar) => taken.push(bar), end: () => (ended += 1), note: (line) => notes.push(line) },
    {
      renew() {
        session += 1;
        answered = false;
      },
      marked(seen) {
        if (seen === `s${session}`) answered = true;
      },
      heard: () => undefined,
      get answered() {
        return answered;
      },
    },
  );
  const cut = lineCutter(intake.line);
  return {
    intake,
    notes,
    write: (text: string) => cut(Buffer.from(text)),
    seqs: () => taken.map((bar) => ("seq" in bar ? bar.seq : -1)),
    session: () => `s${session}`,
    ended: () => ended,
  };
}

describe("intake", () => {
  it("takes nothing before its own mark", () => {
    const { write, seqs } = consumer();
    write(`${framedLine(record(0)) + markLine("other", 0) + framedLine(record(0))}${record(0)}\n`);
    expect(seqs()).to.deep.equal([]);
    write(markLine("s1", 0) + framedLine(record(0)));
    expect(seqs()).to.deep.equal([0]);
  });

  it("asks for a new session at a gap, a torn record and a plain line with seq", () => {
    for (const bad of [framedLine(record(2)), `${framedLine(record(1)).slice(0, 40)}\n`, `${record(1)}\n`]) {
      const { write, seqs, session, intake } = consumer();
      write(markLine("s1", 0) + framedLine(record(0)) + bad + framedLine(record(1)));
      expect(seqs()).to.deep.equal([0]);
      expect([session(), intake.next]).to.deep.equal(["s2", 1]);
    }
  });

  it("drops duplicates and an older publisher", () => {
    const { write, seqs } = consumer(1);
    write(
      markLine("s1", 1) +
        [framedLine(record(0)), framedLine(record(1, 2)), framedLine(record(2, 1))].join(""),
    );
    write(framedLine(record(1, 2)) + framedLine(record(2, 2)));
    expect(seqs()).to.deep.equal([1, 2]);
  });

  it("ends once, when the total is reached, also when nothing was left to take", () => {
    const late = consumer(2);
    late.write(markLine("s1", 2) + framedLine(encodeHead({ epoch: 1, head: 2, total: 2 })).repeat(2));
    expect(late.ended()).to.equal(1);
    const early = consumer(0);
    early.write(
      markLine("s1", 0) + framedLine(record(0)) + framedLine(encodeHead({ epoch: 1, head: 1, total: 2 })),
    );
    expect(early.ended()).to.equal(0);
    early.write(framedLine(record(1)));
    expect(early.ended()).to.equal(1);
  });

  it("takes a seven-field producer's lines at once and says that they are at most once", () => {
    const { write, seqs, notes } = consumer();
    write('{"symbol":"A","timestamp_ms":1,"open":1,"high":1,"low":1,"close":1,"volume":1}\n'.repeat(2));
    expect(seqs()).to.deep.equal([-1, -1]);
    expect(notes).to.have.length(1);
  });

  it("takes each seq once and in order, however writers die in mid-line and reads are cut", () => {
    // Each writer answers the session it knows, from where it was asked, and dies after so many bytes.
    const lives = fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 700 }), fc.boolean(), (deaths, chunk, plainFirst) => {
        const { write, intake, seqs, session } = consumer();
        for (const bytes of [...deaths, Number.POSITIVE_INFINITY]) {
          const from = intake.next;
          let text = plainFirst ? `${record(from)}\n` : "";
          // The plain line may cost the session, as it does when a writer starts anew.
          write(text);
          text = markLine(session(), from);
          for (let seq = from; seq < 20; seq += 1) text += framedLine(record(seq));
          const alive = text.slice(0, bytes);
          for (let at = 0; at < alive.length; at += chunk) write(alive.slice(at, at + chunk));
        }
        const all = Array.from({ length: 20 }, (_, seq) => seq);
        const got = seqs();
        expect(got).to.deep.equal(all.slice(0, got.length));
        write(
          `${markLine(session(), intake.next)}${all
            .slice(intake.next)
            .map((seq) => framedLine(record(seq)))
            .join("")}`,
        );
        expect(seqs()).to.deep.equal(all);
      }),
    );
  });
});

describe("lines", () => {
  it("keeps a character that is cut between two chunks", () => {
    const lines: string[] = [];
    const cut = lineCutter((line) => lines.push(line));
    for (const byte of Buffer.from("äé€\nx\n")) cut(Buffer.from([byte]));
    expect(lines).to.deep.equal(["äé€", "x"]);
  });

  it("throws an endless line away and takes the next", () => {
    const lines: string[] = [];
    const cut = lineCutter((line) => lines.push(line));
    for (let count = 0; count < 5; count += 1) cut(Buffer.alloc(lineBytesMax, 120));
    cut(Buffer.from("tail\nnext\n"));
    expect(lines).to.deep.equal(["next"]);
  });
});
