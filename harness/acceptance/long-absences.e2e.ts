/** Two claims about long absences, with real processes: without recovery the harness names what is lost; with it an hour passes in flat memory. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { findRoot } from "../command/library.js";
import { readHistory } from "../evidence/history-text.js";
import { type Results, resultsSchema } from "../results.js";

const root = findRoot(import.meta.dirname);
const program = path.join(import.meta.dirname, "..", "main.js");
const hourBars = 3600;
/** The derived deadline of that run; it takes 13 s on a machine of its own. */
const hourLimitMs = 240_000;
/** Two thirds of an hour of bars are 5.8 MB as text: a role that hoards them grows by more. Seen: 2 MB, by warming up. */
const flatMb = 5;

describe("long absences", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "e2e-absence-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function run(...argv: string[]): Results {
    const flags = ["--json", "--output", path.join(folder, "reports")];
    const { stdout } = spawnSync(process.execPath, [program, "run", ...argv, ...flags], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return resultsSchema.parse(JSON.parse(stdout));
  }
  const read = (...parts: string[]) =>
    fs.readFileSync(path.join(folder, "reports", "latest", ...parts), "utf8");

  it("names exactly the bars that are lost without recovery, and none with it", () => {
    const flags = ["engine-restart", "--bars", "100", "--speed-ms", "20", "--feed", "native"];
    const [lossy] = run(...flags, "--recovery", "off").schemes;
    const taken = barsOf(read("engine-restart", "ledger.jsonl"));
    const delivery = lossy?.checks.find(({ name }) => name === "delivery");
    const [, named = ""] = /lost: (.*)/.exec(delivery?.reason ?? "") ?? [];
    const all = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(delivery?.outcome, delivery?.reason).to.equal("pass");
    expect(named).to.contain("during f1 (kill engine)");
    expect(ranges(named)).to.deep.equal(all.filter((bar) => !taken.has(bar)));
    expect(lossy?.bars).to.include({ published: 100, taken: taken.size, lost: 100 - taken.size });
    expect(taken.size).to.be.below(100);
    const [whole] = run(...flags).schemes;
    expect(whole?.bars).to.deep.equal({ published: 100, taken: 100, lost: 0, duplicated: 0 });
  });

  it("lets an hour of bars pass without a consumer in flat memory, and loses none", () => {
    const results = path.join(folder, "results_hour.json");
    const scheme = path.join(folder, "hour.yaml");
    fs.writeFileSync(results, hourText());
    fs.writeFileSync(scheme, schemeText);
    const [hour] = run(scheme, "--results", results, "--feed", "zmq", "--speed-ms", "1").schemes;
    expect(hour?.verdict, hour?.reason).to.equal("pass");
    expect(hour?.bars).to.deep.equal({ published: hourBars, taken: hourBars, lost: 0, duplicated: 0 });
    for (const role of ["publisher", "bridge"]) {
      const sizes = memoryOf(role, read("hour-without-consumer", "history.jsonl"));
      expect(sizes.length, role).to.be.above(1);
      const growth = Math.max(...sizes) - (sizes[0] ?? 0);
      expect(growth, `${role}: ${sizes.join(" ")} MB`).to.be.below(flatMb);
    }
  }).timeout(hourLimitMs);
});

const schemeText = `name: hour-without-consumer
id: hour
why: An hour of bars passes with nobody to read them; memory stays flat, and who comes then gets every bar.
system: mocklive
bars: ${hourBars}
timeline:
  - { at: bar ${hourBars - 10}, fault: late, target: engine }
expect:
  snapshots: { min: 99% }
  memory: { max: 200 MiB }
  delivery: exactly-once
`;

/** The shipped day, again and again, minute after minute. */
function hourText(): string {
  const file = path.join(root, "fixtures", "results_10-24.json");
  const day: { price_data: Record<string, { timestamp_ms: number }[]> } = JSON.parse(
    fs.readFileSync(file, "utf8"),
  );
  const series = Object.entries(day.price_data).map(([symbol, bars]) => {
    const first = bars[0]?.timestamp_ms ?? 0;
    const longer = Array.from({ length: hourBars }, (_, index) => ({
      ...bars[index % bars.length],
      timestamp_ms: first + 60_000 * index,
    }));
    return [symbol, longer];
  });
  return JSON.stringify({ price_data: Object.fromEntries(series) });
}

/** Resident memory while nobody read: from the second third of the stream, when the code is warm, to its end. */
function memoryOf(wanted: string, history: string): number[] {
  let published = 0;
  return readHistory(history).events.flatMap((event) => {
    if (event.type === "seen" && event.what === "published") published = event.value ?? published;
    const counts = published >= hourBars / 3 && published < hourBars - 10;
    return event.type === "usage" && event.role === wanted && counts ? [event.rssMb] : [];
  });
}

function barsOf(ledger: string): Set<number> {
  const lines = ledger
    .trimEnd()
    .split("\n")
    .map((line): { type?: string; bar?: number } => JSON.parse(line));
  return new Set(lines.flatMap(({ type, bar }) => (type === "bar" && bar !== undefined ? [bar] : [])));
}

/** `21-23 during f1 (kill engine), 30 before any fault`: 21 22 23 30. */
function ranges(text: string): number[] {
  return text.split(", ").flatMap((part) => {
    const [, from, to] = /^(\d+)(?:-(\d+))?(?: |$)/.exec(part) ?? [];
    if (from === undefined) return [];
    const [first, last] = [Number(from), Number(to ?? from)];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
