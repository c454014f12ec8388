/** Tests that a lock has one holder, that waiters learn who it is, and that they get it in the end. */
import { expect } from "chai";
import { acquire } from "./locks.js";

let count = 0;
/** A lock that no other test and no other run of this test uses. */
function freshName(): string {
  count += 1;
  return `locks-test-${process.pid}-${count}`;
}

describe("children/locks", () => {
  it("makes the second wait until the first releases, and tells it who holds the lock", async () => {
    const name = freshName();
    const first = await acquire(name, "run 1");
    const told: string[] = [];
    const order: string[] = [];
    const second = acquire(name, "run 2", {
      onWait: (holder) => {
        told.push(holder);
        order.push("waits");
        void first.release().then(() => order.push("released"));
      },
    });
    await (await second).release();
    expect(told).to.deep.equal([`pid ${process.pid}: run 1`]);
    expect(order).to.deep.equal(["waits", "released"]);
  });

  it("gives the lock to every one of several waiters, one at a time", async () => {
    const name = freshName();
    let holding = 0;
    let most = 0;
    const turn = async (): Promise<void> => {
      const lock = await acquire(name, "a run");
      holding += 1;
      most = Math.max(most, holding);
      await new Promise((resolve) => setImmediate(resolve));
      holding -= 1;
      await lock.release();
    };
    await Promise.all([turn(), turn(), turn(), turn(), turn()]);
    expect(most).to.equal(1);
  });

  it("ends the waiting when told to", async () => {
    const name = freshName();
    const first = await acquire(name, "run 1");
    const abort = new AbortController();
    const waiting = acquire(name, "run 2", {
      signal: abort.signal,
      onWait: () => abort.abort(new Error("interrupted")),
    });
    const reason = await waiting.catch((error: unknown) => error);
    expect(reason).to.have.property("message", "interrupted");
    await first.release();
  });

  it("takes names of any length, and does not mix them up", async () => {
    const long = "x".repeat(300);
    const first = await acquire(`${freshName()}${long}`, "run 1");
    const second = await acquire(`${freshName()}${long}`, "run 2");
    await first.release();
    await second.release();
  });
});
