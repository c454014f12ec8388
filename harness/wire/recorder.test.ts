/** Tests that the newest messages are kept, in order and bounded. */
import { expect } from "chai";
import { recordedBytesMax, recordedMessagesMax } from "./limits.js";
import { openRecorder } from "./recorder.js";

function texts(messages: readonly (readonly Buffer[])[]): string[] {
  return messages.map(([frame]) => String(frame));
}

describe("wire/recorder", () => {
  it("gives the newest of a topic, oldest first, and no more than there are", () => {
    const recorder = openRecorder();
    for (const text of ["A 1", "B 1", "A 2", "A 3"]) recorder.record([Buffer.from(text)]);
    expect(texts(recorder.newest(2, "A "))).to.deep.equal(["A 2", "A 3"]);
    expect(texts(recorder.newest(9, ""))).to.deep.equal(["A 1", "B 1", "A 2", "A 3"]);
    expect(recorder.newest(1, "C")).to.deep.equal([]);
  });

  it("keeps as many messages as the limit says, however many came", () => {
    const recorder = openRecorder();
    const count = 3 * recordedMessagesMax + 7;
    for (let index = 1; index <= count; index += 1) recorder.record([Buffer.from(`${index}`)]);
    const kept = texts(recorder.newest(count, ""));
    expect(kept.length).to.equal(recordedMessagesMax);
    expect([kept[0], kept.at(-1)]).to.deep.equal([`${count - recordedMessagesMax + 1}`, `${count}`]);
  });

  it("keeps as many bytes as the limit says", () => {
    const recorder = openRecorder();
    for (let index = 0; index < 10; index += 1) recorder.record([Buffer.alloc(recordedBytesMax / 4)]);
    expect(recorder.newest(10, "").length).to.equal(4);
  });
});
