/** What the suite that came before let pass: each of its blind spots, with real processes, must not pass here. */
import path from "node:path";
import { expect } from "chai";
import { reservePort } from "../children/ports.js";
import { harnessStage, type RoleText, root, type SystemText, tiny } from "./harness-stage.js";

const stage = harnessStage();
/** Long enough for status updates, short enough for a test. */
const short = ["--bars", "50", "--speed-ms", "10"];

/** Verdict, exit code and reason of the scheme `normal` on a system like ours with some of it changed. */
async function judged(change: (system: SystemText) => void): Promise<object> {
  const { schemes, exitCode } = await stage.results(["s1", "--system", stage.system(change), ...short]);
  const [{ verdict, reason } = { verdict: "none", reason: "" }] = schemes;
  return { verdict, exitCode, reason };
}

/** Puts another program in the place of a role. */
function replace({ roles }: SystemText, role: string, command: string[], ready?: string): RoleText {
  const { argsByFeed: _, ...was } = roles[role] ?? { command, ready: { line: "ready", within: "5s" } };
  const text = { ...was, command, ready: { ...was.ready, line: ready ?? was.ready.line } };
  roles[role] = text;
  return text;
}

/** Has the shell run a role: `"$@"` in the script is its command. */
function wrap({ roles }: SystemText, role: string, script: string): RoleText {
  const { command, ...was } = roles[role] ?? { command: [], ready: { line: "ready", within: "5s" } };
  const text = { ...was, command: ["sh", "-c", script, "sh", ...command] };
  roles[role] = text;
  return text;
}

describe("what the old suite let pass", () => {
  beforeEach(stage.set);
  afterEach(stage.strike);

  it("an engine that prints its usage and exits, before it was ready", async () => {
    const found = await judged((system) => replace(system, "engine", tiny("exits-1-with-usage.mjs")));
    expect(found).to.include({ verdict: "fail", exitCode: 1 });
    expect(found)
      .to.have.property("reason")
      .that.matches(/^no-crash: .*engine\.1 exited unasked with code 1/);
    expect(found).to.have.property("reason").that.contains('it said: "Usage: engine mock-live');
  });

  it("an engine that prints its usage and exits, after it was ready", async () => {
    const usage = tiny("exits-1-with-usage.mjs", "--after-ready");
    const found = await judged((system) => replace(system, "engine", usage, "^ready$"));
    expect(found).to.include({ verdict: "fail", exitCode: 1 });
    expect(found)
      .to.have.property("reason")
      .that.matches(/^no-crash: .*engine\.1 exited unasked with code 1/);
  });

  it("an engine that is alive and takes nothing", async () => {
    const stalls = tiny("stalls-on-a-fifo.mjs", "--fifo", `\${fifo}`);
    const found = await judged((system) => replace(system, "engine", stalls, "^ready$"));
    // Inconclusive where the machine was too busy to tell who is to blame.
    expect(found).to.have.property("verdict").that.is.oneOf(["fail", "inconclusive"]);
    expect(found)
      .to.have.property("reason")
      .that.matches(
        /^(deadline: engine stood at bar 0 for .* while publisher was at 50|stream: engine took no bar while 50 were published)/,
      );
  });

  it("an engine that reports a snapshot which it never reached", async () => {
    const found = await judged((system) =>
      wrap(system, "engine", 'echo "[Status Update] Snapshot 3"; exec "$@"'),
    );
    expect(found).to.deep.equal({
      verdict: "fail",
      exitCode: 1,
      reason:
        "snapshots: engine.1 reported snapshot 3, which is bar 30, when only 0 bars were taken and 0 published",
    });
  });

  it("a log that is cut off by a restart which nobody ordered", async () => {
    const found = await judged((system) => {
      const engine = wrap(system, "engine", '"$@" || : > /proc/self/fd/1; exec "$@"');
      engine.env = {
        FAULTLINE_FAILPOINT: "ledger.after-line@20",
        FAULTLINE_FAILPOINT_ONCE: `\${state}/once`,
      };
    });
    expect(found).to.deep.equal({
      verdict: "inconclusive",
      exitCode: 2,
      reason:
        "harness: log-shrank: the log of engine.1 became shorter while it was read; what was seen after it cannot be trusted",
    });
  });

  describe("stdout that is buffered in blocks", () => {
    const piped = '"$@" | sed ""';

    it("does not pass, and the reason says what to do", async () => {
      const found = await judged((system) => {
        wrap(system, "engine", piped).ready.within = "1s";
      });
      expect(found).to.deep.equal({
        verdict: "fail",
        exitCode: 1,
        reason:
          'no-crash: engine.1 did not become ready in time (no line matched "Engine ready" within 1000 ms, and it printed nothing at all: if it buffers its stdout, say `buffering: block` for it in the system file)',
      });
    });

    it("passes once the system file says so", async () => {
      const found = await judged((system) => {
        wrap(system, "engine", piped).buffering = "block";
      });
      expect(found).to.include({ verdict: "pass", exitCode: 0 });
    });
  });

  describe("a port that an older publisher holds, which happily serves bars", () => {
    const fixed = { bars: { kind: "port", fixed: 0 }, history: { kind: "port", fixed: 0 } };
    const stranger = /bars was held by a stranger: pid \d+ \(.*publisher\.js .*, listen\)/;

    /** Its ports are ours no more when the harness asks for them, so that only the publisher itself is in its way. */
    beforeEach(async () => {
      const [bars, history] = await Promise.all([reservePort(), reservePort()]);
      fixed.bars.fixed = bars.port;
      fixed.history.fixed = history.port;
      await Promise.all([bars.release(), history.release()]);
      const [bind, from] = [bars, history].map(({ port }) => `tcp://127.0.0.1:${port}`);
      const older = stage.program([
        path.join(root, "dist/engine/publisher.js"),
        ...["--results", path.join(root, "fixtures/results_10-24.json"), "--speed-ms", "10"],
        ...["--bind", `${bind}`, "--history", `${from}`],
      ]);
      await older.until(() => older.out().includes("Publisher bound to"));
    });

    it("is named when the new publisher cannot bind", async () => {
      const found = await judged(({ resources }) => Object.assign(resources, fixed));
      expect(found).to.include({ verdict: "inconclusive", exitCode: 2 });
      expect(found).to.have.property("reason").that.matches(stranger);
    });

    it("is named when the new publisher hides it", async () => {
      const boasts = tiny(
        ...["counts.mjs", "--ready", "Publisher bound to", "--line", "published bar {n} (12 symbols)"],
        ...["--to", "50", "--every-ms", "10", "--stay"],
      );
      const found = await judged((system) => {
        Object.assign(system.resources, fixed);
        replace(system, "publisher", boasts);
      });
      expect(found).to.include({ verdict: "inconclusive", exitCode: 2 });
      expect(found).to.have.property("reason").that.matches(stranger);
    });
  });
});
