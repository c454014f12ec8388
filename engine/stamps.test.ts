/** Tests of the stamps: their line, their clock, and when a collected bar counts as handed on. */
import { expect } from "chai";
import { clockName, createDepartures, noStamps, type Stamp } from "./stamps.js";

/** A clock that counts its calls, and what was said. */
function counting() {
  const said: Stamp[] = [];
  let us = 100;
  const now = (): number => {
    us += 1;
    return us;
  };
  return { said, departures: createDepartures({ now, say: (stamp) => said.push(stamp) }) };
}

describe("stamps", () => {
  it("names the same clock each time, by eight hex digits", () => {
    expect(clockName())
      .to.match(/^[0-9a-f]{8}$/)
      .and.to.equal(clockName());
  });

  it("says nothing and reads no clock without --stamps", () => {
    expect(noStamps.now()).to.equal(0);
  });
});

describe("stamps, departures", () => {
  it("counts a bar as out with the batch that holds its last symbol bar", () => {
    const { said, departures } = counting();
    departures.accepted({ bar: 1, of: 2 }, 10, false);
    departures.writing();
    departures.written();
    expect(said).to.deep.equal([]);
    departures.accepted({ bar: 1, of: 2 }, 20, false);
    departures.writing();
    departures.written();
    departures.written();
    expect(said).to.deep.equal([{ bar: 1, inUs: 20, outUs: 102, catchUp: false }]);
  });

  it("takes the time of the attempt that succeeded where the FIFO was full", () => {
    const { said, departures } = counting();
    departures.accepted({ bar: 1, of: 1 }, 10, false);
    departures.writing();
    departures.writing();
    departures.written();
    expect(said).to.deep.equal([{ bar: 1, inUs: 10, outUs: 102, catchUp: false }]);
  });

  it("marks a bar as catch-up when one of its symbol bars was", () => {
    const { said, departures } = counting();
    departures.accepted({ bar: 1, of: 2 }, 10, true);
    departures.accepted({ bar: 1, of: 2 }, 20, false);
    departures.accepted({ bar: 2, of: 1 }, 30, false);
    departures.writing();
    departures.written();
    expect(said.map(({ bar, catchUp }) => [bar, catchUp])).to.deep.equal([
      [1, true],
      [2, false],
    ]);
  });

  it("forgets what was collected and never written, and counts the bar anew", () => {
    const { said, departures } = counting();
    departures.accepted({ bar: 1, of: 2 }, 10, false);
    departures.forget();
    departures.accepted({ bar: 1, of: 2 }, 20, true);
    departures.writing();
    departures.written();
    expect(said).to.deep.equal([]);
    departures.accepted({ bar: 1, of: 2 }, 30, true);
    departures.writing();
    departures.written();
    expect(said).to.deep.equal([{ bar: 1, inUs: 30, outUs: 102, catchUp: true }]);
  });

  it("says nothing of a bar that lacks a symbol bar", () => {
    const { said, departures } = counting();
    departures.accepted({ bar: 1, of: 2 }, 10, false);
    departures.accepted({ bar: 2, of: 1 }, 20, false);
    departures.writing();
    departures.written();
    expect(said.map(({ bar }) => bar)).to.deep.equal([2]);
  });
});
