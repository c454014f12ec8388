/** Makes runs that share something (a FIFO at a fixed path) wait for each other, across harnesses too. */
import { askRival, tryHold } from "./lock-socket.js";

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
    // Leaving ends the wait: the loop then sees that it is aborted.
    options.signal?.addEventListener("abort", rival.leave, { once: true });
    await rival.freed;
    options.signal?.removeEventListener("abort", rival.leave);
  }
}
