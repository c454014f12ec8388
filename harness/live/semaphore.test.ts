/** Tests of the semaphore. */
import { expect } from "chai";
import { semaphore } from "./semaphore.js";

describe("semaphore", () => {
  it("never lets more tasks run than it has places, and runs all of them in order", async () => {
    const enter = semaphore(2);
    let running = 0;
    let most = 0;
    const started: number[] = [];
    const releases: (() => void)[] = [];
    const tasks = [1, 2, 3, 4, 5].map((task) =>
      enter(async () => {
        started.push(task);
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => releases.push(resolve));
        running -= 1;
      }),
    );
    for (let released = 0; released < 5; released += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      releases[released]?.();
    }
    await Promise.all(tasks);
    expect({ most, started }).to.deep.equal({ most: 2, started: [1, 2, 3, 4, 5] });
  });

  it("lets nobody in while those that came at once hold its places", async () => {
    const enter = semaphore(2);
    const done: string[] = [];
    const release: Record<string, () => void> = {};
    const task = (name: string) => async () => {
      done.push(name);
      await new Promise<void>((resolve) => {
        release[name] = resolve;
      });
    };
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const tasks = [enter(task("a")), enter.atOnce(task("b")), enter.atOnce(task("c")), enter(task("d"))];
    await turn();
    expect(done).to.deep.equal(["a", "b", "c"]);
    release.a?.();
    await turn();
    expect(done, "b and c hold both places").to.deep.equal(["a", "b", "c"]);
    release.b?.();
    await turn();
    expect(done).to.deep.equal(["a", "b", "c", "d"]);
    for (const name of ["c", "d"]) release[name]?.();
    await Promise.all(tasks);
  });

  it("frees the place of a task that throws", async () => {
    const enter = semaphore(1);
    const failed = enter(() => Promise.reject(new Error("no"))).catch((error: unknown) => String(error));
    expect(await failed).to.equal("Error: no");
    expect(await enter(async () => "next")).to.equal("next");
  });
});
