/** Lets at most so many tasks run at once; the others wait in the order in which they came. */

export interface Semaphore {
  <T>(task: () => Promise<T>): Promise<T>;
  /** Runs the task without waiting; it takes a place all the same, and the others wait the longer. */
  atOnce<T>(task: () => Promise<T>): Promise<T>;
}

export function semaphore(places: number): Semaphore {
  /** Below zero where tasks came at once. */
  let free = places;
  const waiting: (() => void)[] = [];

  const run = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task();
    } finally {
      free += 1;
      // The place is taken in the name of who waits, before anybody else can.
      const next = free > 0 ? waiting.shift() : undefined;
      if (next !== undefined) free -= 1;
      next?.();
    }
  };
  const enter = async <T>(task: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return run(task);
  };
  const atOnce = <T>(task: () => Promise<T>): Promise<T> => {
    free -= 1;
    return run(task);
  };
  return Object.assign(enter, { atOnce });
}
