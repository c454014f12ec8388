/** Exact (Clopper-Pearson) bounds of a failure rate: what so many attempts prove, and what they do not. */

/** Chance that the stated bound is wrong. */
const error = 0.05;
/** Halvings of the interval: 2^-50 is far below what is printed. */
const halvings = 50;

/** Upper bound, one-sided, of the rate behind `failures` in `attempts`; 1 for no attempts at all. */
export function upperBound(failures: number, attempts: number): number {
  if (failures >= attempts) return 1;
  return rateWhere((rate) => atMost(failures, attempts, rate) > error);
}

/** Lower bound, one-sided; 0 where nothing failed. */
export function lowerBound(failures: number, attempts: number): number {
  if (failures === 0 || attempts === 0) return 0;
  return rateWhere((rate) => 1 - atMost(failures - 1, attempts, rate) < error);
}

/** The rate at which `holds`, true for small rates, becomes false. */
function rateWhere(holds: (rate: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let n = 0; n < halvings; n += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Probability of at most `failures` in `attempts` independent tries, from logarithms so that it cannot overflow. */
function atMost(failures: number, attempts: number, rate: number): number {
  if (rate <= 0) return 1;
  if (rate >= 1) return failures >= attempts ? 1 : 0;
  let logTerm = attempts * Math.log1p(-rate);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= failures; k += 1) {
    logTerm += Math.log((attempts - k + 1) / k) + Math.log(rate) - Math.log1p(-rate);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
