/** The bounds of a toxic's numbers. */

/** @throws RangeError naming the number: whoever applies a toxic has checked what a person wrote */
export function atLeast(least: number, name: string, value: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new RangeError(`${name}: must be a finite number of at least ${least}, got ${value}`);
}
