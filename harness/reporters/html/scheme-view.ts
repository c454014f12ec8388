/** Makes what the page shows of one scheme run, from its history and files alone. Pure. */
import type { Event } from "../../event.js";
import type { LogLine } from "../../evidence/log-lines.js";
import type { JudgedFiles } from "../../finding.js";
import type { Plan } from "../../planning/plan.js";
import { type SchemeRun, titleOf } from "../../scheme-run.js";
import type { System } from "../../system.js";
import { bandsOf } from "./bands.js";
import { barsMapOf } from "./bars-map.js";
import { clockOf, curvesOf } from "./curves.js";
import { fifoEnds } from "./fifo-ends.js";
import { lanesOf } from "./lanes.js";
import { mergedLog } from "./merged-log.js";
import type { AxisKind, Band, BarsMap, Clock, Moment, SchemeView } from "./view.js";

export interface SchemeFacts {
  run: SchemeRun;
  plan: Plan;
  history: readonly Event[];
  logs: readonly LogLine[];
  files: JudgedFiles;
  /** Null where its file is not there: then nothing tells of FIFOs. */
  system: System | null;
}

/** @param rowsMax rows of the merged log that this scheme may have */
export function schemeView(facts: SchemeFacts, key: string, rowsMax: number): SchemeView {
  const { run, plan, history, logs, files, system } = facts;
  const clock = clockOf(history);
  const bands = bandsOf(plan, history, run.records);
  const map = barsMapOf(plan, history, files, run.records);
  const moments = momentsOf(run, history, bands, lostMoment(map, clock));
  const { plots, leftOut } = curvesOf(plan, history, run.metrics);
  const merged = mergedLog(logs, history, { rowsMax, moments: moments.map(({ tMs }) => tMs) });
  return {
    key,
    title: `${titleOf(run)} on ${run.feed}`,
    ...{ speedMs: plan.speedMs, bars: plan.bars, durationMs: history.at(-1)?.tMs ?? 0 },
    clock,
    axis: axisOf(plan, clock),
    lanes: lanesOf(plan, history, system === null ? [] : fifoEnds(system, plan)),
    ...{ bands, plots, map, log: merged.log, moments },
    leftOut: [...leftOut, ...merged.leftOut],
  };
}

/** On an axis of bars a fault on the source has no width, and without bars there is no such axis. */
function axisOf({ steps, sourceRole }: Plan, { bar }: Clock): AxisKind {
  return bar.length < 2 || steps.some(({ target }) => target === sourceRole) ? "seconds" : "bars";
}

/** When the first bar that did not arrive as it should was published. */
function lostMoment({ marks }: BarsMap, { bar, tMs }: Clock): Moment[] {
  const first = marks.find(({ kind }) => kind !== "unpublished");
  const index = first === undefined ? -1 : bar.findIndex((each) => each >= first.bar);
  const at = tMs[index];
  return first === undefined || at === undefined ? [] : [{ tMs: at, text: first.text }];
}

function momentsOf(
  { findings }: SchemeRun,
  history: readonly Event[],
  bands: readonly Band[],
  lost: readonly Moment[],
): Moment[] {
  const faults = bands.flatMap(({ id, fault, target, ...at }) =>
    (["injected", "observed", "healed", "recovered"] as const).flatMap((rung) => {
      const tMs = at[`${rung}Ms`];
      return tMs === null ? [] : [{ tMs, text: `${id} ${fault} ${target} ${rung}` }];
    }),
  );
  const evidence = findings.flatMap(({ check, outcome, evidence: [first] }) => {
    const event = outcome === "pass" ? undefined : history.find(({ n }) => n === first);
    return event === undefined ? [] : [{ tMs: event.tMs, text: `first evidence of ${check} (${outcome})` }];
  });
  const events = history.flatMap((event): Moment[] => {
    if (event.type === "cut") return [{ tMs: event.tMs, text: `cut: ${event.reason}` }];
    if (event.type !== "role" || event.asked === true || event.state === "ready") return [];
    return [{ tMs: event.tMs, text: `${event.role}.${event.incarnation} ${event.state}` }];
  });
  return [...faults, ...evidence, ...events, ...lost].sort((a, b) => a.tMs - b.tMs);
}
