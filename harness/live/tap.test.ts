/** Tests of what becomes of the messages that a tap hears. */
import { expect } from "chai";
import type { EventBody } from "../event.js";
import { planOf } from "../proof/literals.js";
import type { Crew } from "./crew.js";
import { startTap } from "./tap.js";

const observation = { kind: "tap", role: "publisher", resource: "bars", topic: "BARS", bar: "bar" } as const;
const message = (bar: number, symbol = "AAA") => [`BARS ${JSON.stringify({ bar, symbol })}`];

/** Hears the messages one by one, each from the incarnation that is the newest then, and then ends. */
async function heard(...all: readonly { frames: readonly string[]; incarnation?: number | null }[]) {
  const events: EventBody[] = [];
  let newest: number | null = 1;
  let done: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    done = resolve;
  });
  const socket = {
    close: () => {},
    async *[Symbol.asyncIterator]() {
      for (const { frames, incarnation = 1 } of all) {
        newest = incarnation;
        yield frames;
      }
      done();
    },
  };
  const crew = { last: () => (newest === null ? null : { number: newest }) } as unknown as Crew;
  const history = { append: (body: EventBody) => events.push(body) as never };
  const stop = startTap({ plan: planOf({ bars: 3 }), observation, socket, crew, history });
  await over;
  stop();
  return events;
}

describe("tap.ts", () => {
  it("writes a bar at its first message, and again when a new start sends it again", async () => {
    const events = await heard(
      ...[{ frames: message(1) }, { frames: message(1, "BBB") }, { frames: message(2) }],
      ...[{ frames: message(1) }, { frames: message(2), incarnation: 2 }],
    );
    const seen = events.map((body) => (body.type === "seen" ? [body.value, body.incarnation] : body));
    expect(seen).to.deep.equal([
      [1, 1],
      [2, 1],
      [2, 2],
    ]);
    expect(events[0]).to.deep.equal({
      ...{ type: "seen", what: "published", role: "publisher", incarnation: 1, value: 1 },
      ...{ fields: { by: "tap", bar: "1" }, line: 'BARS {"bar":1,"symbol":"AAA"}' },
    });
  });

  it("writes nothing of other topics, nor before its role was ever started", async () => {
    expect(await heard({ frames: ["BARS2", "{}"] }, { frames: message(1), incarnation: null })).to.deep.equal(
      [],
    );
  });

  it("says at the end what it heard where no message told a bar, and only then", async () => {
    const strange = { frames: message(4) };
    expect(await heard(strange, strange)).to.deep.equal([
      {
        ...{ type: "harness", problem: "probe-failed" },
        reason:
          'the tap heard 2 messages on BARS, and the field bar of none is a bar of the stream; the first: BARS {"bar":4,"symbol":"AAA"}',
      },
    ]);
    expect((await heard(strange, { frames: message(1) })).map(({ type }) => type)).to.deep.equal(["seen"]);
  });
});
