/** Waits for something to hold that only events change, until the run is cut. */

export interface Waiting {
  /** Resolves when the predicate holds, looked at after every event; rejects when the run is cut. */
  until(holds: () => boolean): Promise<void>;
  /** Has every predicate looked at, for an event or for time that passed. */
  lookAgain(): void;
}

export function startWaiting(cut: AbortSignal): Waiting {
  const waiting = new Set<() => void>();

  function lookAgain(): void {
    for (const look of [...waiting]) look();
  }

  function until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!cut.aborted && !holds()) return;
        waiting.delete(look);
        if (cut.aborted) reject(new Error("the run was cut"));
        else resolve();
      };
      waiting.add(look);
      look();
    });
  }

  cut.addEventListener("abort", lookAgain);
  return { until, lookAgain };
}
