/** Does work that is worth doing often but not always, within a share of the time. */

/**
 * The work is done at once the first time, and again when asked for once it has cost at most the `share` of the time
 * since it began last. What was left out is made good by the next time.
 * @param now milliseconds
 */
export function sparingly(
  share: number,
  work: () => void,
  now: () => number = () => performance.now(),
): () => void {
  let nextMs = Number.NEGATIVE_INFINITY;
  return () => {
    const beginMs = now();
    if (beginMs < nextMs) return;
    work();
    nextMs = beginMs + (now() - beginMs) / share;
  };
}
