/** Makes runs that share something (a FIFO at a fixed path) wait for each other, across harnesses too. */
import { askRival, type Rival, tryHold } from "./lock-socket.js";

export interface Lock {
  name: string;
  release(): Promise<void>;
}

export interface WaitOptions {
  /** Told once for each holder that is waited for: `pid 71: run 20261122T010203Z-8f3a1c, scheme s5`. */
  onWait?: (holder: string) => void;
  /** Ends the waiting: `acquire` then rejects with its reason. */
  signal?: AbortSignal;
}

/** Waits until the lock is free and takes it; `owner` says to others who we are. A dead holder holds nothing. */
export async function acquire(name: string, owner: string, options: WaitOptions = {}): Promise<Lock> {
  let told: string | undefined;
  for (;;) {
    options.signal?.throwIfAborted();
    const held = await tryHold(`faultline-${name}`, `pid ${process.pid}: ${owner}`);
    if (held !== null) return { name, release: held.release };
    const rival = await askRival(`faultline-${name}`);
    if (rival === null) continue;
    const holder = rival.owner ?? "a process that does not answer (stopped?)";
    if (holder !== told) options.onWait?.(holder);
    told = holder;
    await freedOrAborted(rival, options.signal);
  }
}

/** Leaving the rival ends the wait; whoever calls then sees that it is aborted. */
async function freedOrAborted(rival: Rival, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) rival.leave();
  signal?.addEventListener("abort", rival.leave, { once: true });
  await rival.freed;
  signal?.removeEventListener("abort", rival.leave);
}
