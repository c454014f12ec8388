/** Compares variants by the rounds that they ran in together: what the machine did to one it did to the others too. Pure. */

export interface Ratio {
  median: number;
  least: number;
  most: number;
}

/** Of the variant to the base, round by round. */
export function ratioOf(variant: readonly number[], base: readonly number[]): Ratio {
  const ratios = variant.map((value, round) => value / (base[round] ?? Number.NaN)).sort((a, b) => a - b);
  const middle = Math.floor(ratios.length / 2);
  const upper = ratios[middle] ?? Number.NaN;
  const median = ratios.length % 2 === 1 ? upper : ((ratios[middle - 1] ?? Number.NaN) + upper) / 2;
  return { median, least: ratios[0] ?? Number.NaN, most: ratios.at(-1) ?? Number.NaN };
}

/** `0.62  (0.55 to 0.70)`; the base itself has no range. */
export function ratioText({ median, least, most }: Ratio): string {
  const range = least === most ? "" : `  (${least.toFixed(2)} to ${most.toFixed(2)})`;
  return `${median.toFixed(2)}${range}`;
}
