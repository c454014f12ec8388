/** Tests of the probe for messages that a tap hears. */
import { expect } from "chai";
import { planOf } from "../proof/literals.js";
import { messageProbe } from "./message.js";

const heard = messageProbe({ topic: "BARS", bar: "data.ms" }, planOf({ bars: 3 }));
const json = (ms: unknown) => JSON.stringify({ symbol: "AAA", data: { ms } });

describe("message probe", () => {
  it("turns a timestamp of the stream into the number of its bar, from one frame and from two", () => {
    expect(heard([`BARS ${json(120_000)}`])).to.deep.equal({ onTopic: true, bar: 2 });
    expect(heard(["BARS", json("180000")])).to.deep.equal({ onTopic: true, bar: 3 });
  });

  it("takes a number of the plan's bars for the bar itself, unless it is a timestamp", () => {
    expect(heard(["BARS", json(3)])).to.deep.equal({ onTopic: true, bar: 3 });
    const plan = planOf({ bars: 3 });
    const small = { ...plan, stream: { ...plan.stream, timestampsMs: [3, 2, 1] } };
    expect(messageProbe({ topic: "BARS", bar: "data.ms" }, small)(["BARS", json(3)])).to.include({ bar: 1 });
  });

  it("finds no bar in what is none of the stream, nor in what has no such field", () => {
    for (const ms of [0, 4, 1.5, 61_000, "", "x", null, [1]]) {
      expect(heard(["BARS", json(ms)]), JSON.stringify(ms)).to.deep.equal({ onTopic: true, bar: null });
    }
    expect(heard(["BARS", "{"])).to.deep.equal({ onTopic: true, bar: null });
  });

  it("does not hear a longer topic that its subscription lets in", () => {
    for (const frames of [[`BARS2 ${json(1)}`], ["BARS2", json(1)], ["BARS"], []]) {
      expect(heard(frames)).to.deep.equal({ onTopic: false });
    }
  });
});
