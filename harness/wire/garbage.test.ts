/** Tests that garbage looks like the real messages from outside, and is what it says. */
import { expect } from "chai";
import { drawFrom } from "../draw.js";
import { type Garbage, garbageLike, hugeBytes } from "./garbage.js";

const real = Buffer.from('BARS {"symbol":"FAZ","open":42}');

function bodyOf(what: Garbage, seed = "s"): Buffer {
  const [frame = Buffer.alloc(0)] = garbageLike([real], what, drawFrom(seed));
  expect(frame.toString("latin1", 0, 5)).to.equal("BARS ");
  return frame.subarray(5);
}

function parses(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}

describe("wire/garbage", () => {
  it("keeps the topic, and makes the body what was asked for", () => {
    expect(parses(bodyOf("malformed"))).to.equal(false);
    expect(parses(bodyOf("foreign"))).to.equal(true);
    expect(bodyOf("foreign").includes("symbol")).to.equal(false);
    expect(bodyOf("huge").length).to.equal(hugeBytes);
    expect(real.includes(bodyOf("half"))).to.equal(true);
    expect(bodyOf("half").length).to.equal(13);
  });

  it("puts NULs and no UTF-8 into binary, whatever the seed, and no newline", () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const body = bodyOf("binary", `${seed}`);
      expect(() => new TextDecoder("utf-8", { fatal: true }).decode(body)).to.throw(TypeError);
      expect([body.includes(0), body.includes(0x0a)]).to.deep.equal([true, false]);
    }
    expect(bodyOf("binary", "a")).to.deep.equal(bodyOf("binary", "a"));
    expect(bodyOf("binary", "a")).to.not.deep.equal(bodyOf("binary", "b"));
  });

  it("keeps all frames of a model but the last, and no part of JSON as a topic", () => {
    const envelope = Buffer.from("id");
    expect(garbageLike([envelope, real], "half", drawFrom("s"))[1]?.toString()).to.equal('BARS {"symbol":');
    expect(garbageLike([Buffer.from('{"a": 1}')], "half", drawFrom("s"))[0]?.toString()).to.equal('{"a"');
    const [first, last] = garbageLike([envelope, Buffer.from('{"a": 1}')], "half", drawFrom("s"));
    expect([first, last]).to.deep.equal([envelope, Buffer.from('{"a"')]);
  });
});
