/** How long a bar was on its way, and at which hop: from the stamps of the roles, never from when lines were read. Pure. */
import type { Event } from "../event.js";
import type { Plan } from "../planning/plan.js";
import type { Latency, LatencyBars, Spread } from "../scheme-run.js";
import { countAt, publishedCurve, sightings, takenCurve } from "./progress.js";

/** One stamp: microseconds on the clock that it names. */
interface Stamp {
  inUs: number;
  outUs: number;
  clock: string;
  catchUp: boolean;
}

/** The stamps of one role, by bar; a bar that was sent again has several. */
type Stamps = ReadonlyMap<number, readonly Stamp[]>;

/** The roles that a bar passes, in order, each with its one stamp. */
type Way = readonly { role: string; stamp: Stamp }[];

/** Spreads over the bars that went their way undisturbed; all others are counted, each under the first reason that holds. */
export function latencyOf(plan: Plan, history: readonly Event[]): Latency {
  const byRole = stampsByRole(history);
  const unmeasured = (reason: string, bars: LatencyBars | null = null): Latency => ({
    totalMs: null,
    byHopMs: null,
    bars,
    reason,
  });
  if (!plan.observed.includes("stamp")) return unmeasured("the system file observes no stamps");
  const silent = [plan.sourceRole, plan.takerRole].find((role) => !byRole.has(role));
  if (silent !== undefined) return unmeasured(`${silent} printed no stamp`);
  const all = [...byRole.values()].flatMap((stamps) => [...stamps.values()].flat());
  const names = [...new Set(all.map(({ clock }) => clock))];
  if (names.length > 1) return unmeasured(`the stamps are of ${names.length} clocks: ${names.join(", ")}`);
  const { ways, bars } = sorted(plan, history, byRole);
  if (ways.length === 0) return unmeasured("no bar went its way undisturbed and stamped by every role", bars);
  const before = ways.flatMap(hopsOf).find(({ us }) => us < 0);
  if (before !== undefined) {
    const reason = `the hop ${before.hop} of bar ${before.bar} took ${before.us} us: its two clocks are not one`;
    return unmeasured(reason, bars);
  }
  return { totalMs: spread(ways.map(totalUs)), byHopMs: spreadByHop(ways), bars, reason: null };
}

function stampsByRole(history: readonly Event[]): ReadonlyMap<string, Stamps> {
  const byRole = new Map<string, Map<number, Stamp[]>>();
  for (const { role, value, fields } of sightings(history, "stamp")) {
    const [inUs, outUs] = [Number(fields.in), Number(fields.out)];
    if (value === null || !Number.isSafeInteger(inUs) || !Number.isSafeInteger(outUs)) continue;
    const stamps = byRole.get(role) ?? new Map<number, Stamp[]>();
    const stamp = { inUs, outUs, clock: fields.clock ?? "", catchUp: fields.way === "catch-up" };
    stamps.set(value, [...(stamps.get(value) ?? []), stamp]);
    byRole.set(role, stamps);
  }
  return byRole;
}

/** Which bars went their way in the steady state, and how many did not, by reason. */
function sorted(
  plan: Plan,
  history: readonly Event[],
  byRole: ReadonlyMap<string, Stamps>,
): { ways: { bar: number; way: Way }[]; bars: LatencyBars } {
  const bars = { steady: 0, catchUp: 0, disturbed: 0, repeated: 0, incomplete: 0 };
  const order = orderOf(plan, byRole);
  const windows = disturbances(plan, history);
  const numbers = new Set([...byRole.values()].flatMap((stamps) => [...stamps.keys()]));
  const ways: { bar: number; way: Way }[] = [];
  for (const bar of numbers) {
    const stamps = order.map((role) => ({ role, of: byRole.get(role)?.get(bar) ?? [] }));
    if (stamps.some(({ of }) => of.some(({ catchUp }) => catchUp))) bars.catchUp += 1;
    else if (windows.some(([first, last]) => bar >= first && bar <= last)) bars.disturbed += 1;
    else if (stamps.some(({ of }) => of.length > 1)) bars.repeated += 1;
    else {
      const way = stamps.flatMap(({ role, of: [stamp] }) => (stamp === undefined ? [] : [{ role, stamp }]));
      if (way.length === order.length) {
        bars.steady += 1;
        ways.push({ bar, way });
      } else bars.incomplete += 1;
    }
  }
  return { ways, bars };
}

/** From the source to the taker; those between them in the order in which most bars came to them. */
function orderOf(plan: Plan, byRole: ReadonlyMap<string, Stamps>): string[] {
  const ends = [plan.sourceRole, plan.takerRole];
  const between = [...byRole.keys()].filter((role) => !ends.includes(role));
  const middle = between.sort(
    (a, b) => earlier(byRole.get(b), byRole.get(a)) - earlier(byRole.get(a), byRole.get(b)),
  );
  return [...new Set([plan.sourceRole, ...middle, plan.takerRole])];
}

/** How many bars came to the one role before they came to the other. */
function earlier(one: Stamps = new Map(), other: Stamps = new Map()): number {
  const first = (stamps: readonly Stamp[] | undefined): number => stamps?.[0]?.inUs ?? Number.NaN;
  return [...one].filter(([bar, stamps]) => first(stamps) < first(other.get(bar))).length;
}

/**
 * For each fault the bars that it may have held up: from the first that was not taken when it was delivered, to the one
 * with which the taker had caught up after the heal; without a heal, or where it never caught up, to the end.
 */
function disturbances(plan: Plan, history: readonly Event[]): (readonly [number, number])[] {
  const taken = takenCurve(plan, history);
  const published = publishedCurve(history);
  return plan.steps.flatMap(({ id }) => {
    const rungs = history.filter((event) => event.type === "fault" && event.id === id);
    const at = (rung: string): Event | undefined =>
      rungs.find((event) => event.type === "fault" && event.rung === rung);
    const [delivered, healed] = [at("delivered") ?? at("requested"), at("healed")];
    if (delivered === undefined) return [];
    const caughtUp = taken.find(
      ({ n, count }) => healed !== undefined && n > healed.n && count >= countAt(published, n),
    );
    return [[countAt(taken, delivered.n) + 1, caughtUp?.count ?? plan.bars] as const];
  });
}

/** What each role needed, and what lay between two of them; together they are the total. */
function hopsOf({ bar, way }: { bar: number; way: Way }): { bar: number; hop: string; us: number }[] {
  return way.flatMap(({ role, stamp }, index) => {
    const before = way[index - 1];
    const own = { bar, hop: role, us: stamp.outUs - stamp.inUs };
    if (before === undefined) return [own];
    return [{ bar, hop: `${before.role} -> ${role}`, us: stamp.inUs - before.stamp.outUs }, own];
  });
}

function totalUs({ way }: { way: Way }): number {
  return (way.at(-1)?.stamp.outUs ?? 0) - (way[0]?.stamp.inUs ?? 0);
}

function spreadByHop(ways: readonly { bar: number; way: Way }[]): Record<string, Spread> {
  const byHop = new Map<string, number[]>();
  for (const { hop, us } of ways.flatMap(hopsOf)) {
    const values = byHop.get(hop) ?? [];
    values.push(us);
    byHop.set(hop, values);
  }
  return Object.fromEntries([...byHop].map(([hop, of]) => [hop, spread(of)]));
}

/** Exact, by nearest rank: there are as many values as bars. */
function spread(valuesUs: readonly number[]): Spread {
  const sortedUs = [...valuesUs].sort((a, b) => a - b);
  const rank = (share: number): number => (sortedUs[Math.ceil(share * sortedUs.length) - 1] ?? 0) / 1000;
  return { p50: rank(0.5), p99: rank(0.99) };
}
