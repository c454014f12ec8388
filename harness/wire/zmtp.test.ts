/** Tests that frames are followed across any chunking, and that messages are set only between whole ones. */
import { expect } from "chai";
import fc from "fast-check";
import { type Message, openFollower } from "./follower.js";
import { recordedMessageBytesMax } from "./limits.js";
import { frameOf, framesOf } from "./zmtp.js";

function greeting(mechanism: string, major = 3): Buffer {
  const bytes = Buffer.alloc(64);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = major;
  bytes.write(mechanism, 12, "latin1");
  return bytes;
}

function command(body: string): Buffer {
  const frame = frameOf(Buffer.from(body), false);
  frame[0] = (frame[0] ?? 0) | 4;
  return frame;
}

const readyCommand = command("\x05READY");

/** Follows the chunks; the places are offsets in the whole stream, one a chunk. */
function follow(chunks: readonly Buffer[]) {
  const messages: Message[] = [];
  const follower = openFollower((message) => messages.push(message));
  const places: number[] = [];
  let before = 0;
  for (const chunk of chunks) {
    const place = follower.follow(chunk);
    if (place !== null) places.push(before + place);
    before += chunk.length;
  }
  return { follower, messages, places };
}

/** Cuts a stream in chunks of these sizes, over and over. */
function chunksOf(stream: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(stream.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const bodies = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
const messageLists = fc.array(fc.array(bodies, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
const sizeLists = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });

describe("wire/zmtp", () => {
  it("reads the same messages and finds only places between them, however the stream is cut", () => {
    fc.assert(
      fc.property(messageLists, sizeLists, (messages, sizes) => {
        const parts = [Buffer.concat([greeting("NULL"), readyCommand]), ...messages.map(framesOf)];
        const ends = new Set<number>([64]);
        let end = 0;
        for (const { length } of parts) {
          end += length;
          ends.add(end);
        }
        const seen = follow(chunksOf(Buffer.concat(parts), sizes));
        expect(seen.messages).to.deep.equal(messages);
        for (const place of seen.places) expect([...ends]).to.include(place);
        expect(seen.follower.between()).to.equal(true);
        expect(seen.follower.ready()).to.equal(messages.length > 0);
      }),
      { numRuns: 300 },
    );
  });

  it("is not ready in the handshake, nor between the parts of a message", () => {
    const { follower } = follow([greeting("NULL"), readyCommand]);
    expect([follower.ready(), follower.between()]).to.deep.equal([false, true]);
    follower.follow(frameOf(Buffer.from("topic"), true));
    expect([follower.ready(), follower.between()]).to.deep.equal([false, false]);
    follower.follow(frameOf(Buffer.from("body"), false));
    expect([follower.ready(), follower.between()]).to.deep.equal([true, true]);
  });

  it("takes no command for a message", () => {
    const { messages } = follow([
      greeting("NULL"),
      readyCommand,
      frameOf(Buffer.from("1"), false),
      command("\x04PING"),
    ]);
    expect(messages).to.deep.equal([[Buffer.from("1")]]);
  });

  it("keeps nothing of a message beyond the limit, and goes on behind it", () => {
    const long = frameOf(Buffer.alloc(recordedMessageBytesMax + 1), false);
    const { messages, follower } = follow([
      greeting("NULL"),
      ...chunksOf(long, [65_536]),
      frameOf(Buffer.from("1"), false),
    ]);
    expect(messages).to.deep.equal([[Buffer.from("1")]]);
    expect(follower.between()).to.equal(true);
  });

  it("sets nothing into an encrypted stream, an older protocol or a broken one", () => {
    const message = frameOf(Buffer.from("1"), false);
    for (const opening of [
      [greeting("CURVE")],
      [greeting("NULL", 1)],
      [greeting("NULL"), Buffer.from([0x80, 0])],
    ]) {
      const { follower, messages } = follow([...opening, message]);
      expect([follower.ready(), follower.between(), messages]).to.deep.equal([false, false, []]);
    }
  });

  it("writes long bodies with a size of eight bytes", () => {
    expect(frameOf(Buffer.alloc(255), false).subarray(0, 2)).to.deep.equal(Buffer.from([0, 255]));
    expect(frameOf(Buffer.alloc(256), true).subarray(0, 9)).to.deep.equal(
      Buffer.from([3, 0, 0, 0, 0, 0, 0, 1, 0]),
    );
  });

  it("takes for lines what does not open like ZMTP", () => {
    for (const opening of ["one\ntwo", "\xffnot zmtp\n\n"]) {
      const { follower, messages } = follow([Buffer.from(opening, "latin1")]);
      expect(follower.ready()).to.equal(true);
      expect(messages[0]).to.deep.equal([Buffer.from(opening.split("\n")[0] ?? "", "latin1")]);
      expect(follower.encode([Buffer.from("x")]).toString()).to.equal("x\n");
    }
  });
});
