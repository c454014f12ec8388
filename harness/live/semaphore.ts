/** Lets at most so many tasks run at once; the others wait in the order in which they came. */

export type Semaphore = <T>(task: () => Promise<T>) => Promise<T>;

export function semaphore(places: number): Semaphore {
  let free = places;
  const waiting: (() => void)[] = [];

  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
