/** Runs every line of the nightly workflow that starts a program of ours, in its order, as GitHub would but shorter. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { root } from "./harness-stage.js";
import {
  cellsOf,
  environmentOf,
  filled,
  type Job,
  nightlyFile,
  readWorkflow,
  type Step,
} from "./workflow.js";

/** Nine programs, each with a pipeline or a few, on a machine that may be busy. */
const limitMs = 900_000;
const stepLimitMs = 300_000;
/** Passed, or too busy a machine to tell: what is tested here is the workflow. */
const sound = [0, 2];

/** What a person who dispatches the workflow may set, and what it holds as variables, each as small as it goes. */
const inputs = { seed: "tonight", schemes: "s1", "speed-ms": "10", bars: "60" };
const smaller = { PROVE: "ledger-a-cent-off", SWEEP: "--target engine --feed fifo --every 7 --bars 61" };

describe("the nightly workflow", function () {
  this.timeout(limitMs);
  const workflow = readWorkflow(nightlyFile);
  let folder = "";
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "nightly-"));
    fs.symlinkSync(path.join(root, "dist"), path.join(folder, "dist"));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  const github = { run_id: "42", ref: "refs/heads/main" };

  function run(step: Step, line: string, contexts: Parameters<typeof filled>[1]) {
    const variables = environmentOf({ ...workflow, env: { ...workflow.env, ...smaller } }, step, contexts);
    const { status, stdout, stderr } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", line], {
      cwd: folder,
      encoding: "utf8",
      timeout: stepLimitMs,
      env: {
        ...{ PATH: process.env.PATH, HOME: process.env.HOME, CI: "true", GITHUB_ACTIONS: "true" },
        ...{ GITHUB_WORKSPACE: root, GITHUB_RUN_ID: github.run_id },
        GITHUB_STEP_SUMMARY: path.join(folder, "summary.md"),
        ...variables,
      },
    });
    return { status, out: stdout, err: stderr };
  }

  function perform(job: Job, matrix: Record<string, string>): string {
    const contexts = { inputs, github, matrix };
    let said = "";
    for (const step of job.steps) {
      if (step.uses?.startsWith("actions/download-artifact")) download(step);
      if (step.uses?.startsWith("actions/upload-artifact")) {
        const wanted = filled(step.with?.path ?? "", contexts);
        expect(matches(wanted), `nothing to upload at ${wanted}: ${said}`).not.to.have.length(0);
        upload(filled(step.with?.name ?? "", contexts), matches(wanted));
      }
      // The checkout under test is installed and built already; .ci/run runs these two lines on their own.
      if (step.run === undefined || step.run === "npm ci" || step.run === "npm run build") continue;
      const { status, out, err } = run(step, filled(step.run, contexts), contexts);
      said = `${out}\n${err}`;
      expect(status, `${step.run}\n${said}`).to.be.oneOf(sound);
    }
    return said;
  }

  /** Files and folders that a path with `*` means. */
  function matches(pattern: string): string[] {
    return pattern.split("/").reduce<string[]>(
      (found, part) => {
        const like = new RegExp(`^${part.replaceAll("*", "[^/]*")}$`);
        return found.flatMap((base) =>
          fs.statSync(base).isDirectory()
            ? fs
                .readdirSync(base)
                .filter((name) => like.test(name))
                .map((name) => path.join(base, name))
            : [],
        );
      },
      [folder],
    );
  }

  function upload(name: string, files: readonly string[]): void {
    const artifact = path.join(folder, "artifacts", name);
    for (const file of files) {
      fs.cpSync(file, path.join(artifact, path.basename(file)), { recursive: true, dereference: true });
    }
  }

  /** Each artifact that the pattern means becomes a folder of its name. */
  function download({ with: { pattern = "", path: place = "" } = {} }: Step): void {
    const like = new RegExp(`^${String(pattern).replaceAll("*", ".*")}$`);
    const artifacts = path.join(folder, "artifacts");
    for (const name of fs.readdirSync(artifacts).filter((name) => like.test(name))) {
      fs.cpSync(path.join(artifacts, name), path.join(folder, String(place), name), { recursive: true });
    }
  }

  for (const [name, job] of Object.entries(workflow.jobs)) {
    const cells = cellsOf(job);
    // Slices differ in their number alone, and nobody merges them: the first and the last stand for all.
    const run = name === "sweep" ? cells.filter((_, at) => at === 0 || at === cells.length - 1) : cells;
    for (const matrix of run) {
      it(`${[name, ...Object.values(matrix)].join(" ")}: runs, and leaves what it uploads`, () => {
        const said = perform(job, matrix);
        if (name !== "merge") return;
        const [results = ""] = matches("reports/*T*Z-*/results.json");
        const { run: info, totals } = JSON.parse(fs.readFileSync(results, "utf8"));
        expect(info).to.deep.include({ seed: inputs.seed, speedMs: [10], bars: [60], shard: null });
        expect(totals, said).to.include({ missing: 0, failed: 0 });
        expect(totals.passed + totals.inconclusive).to.equal(3);
        expect(fs.readFileSync(path.join(folder, "summary.md"), "utf8")).to.match(/^# Faultline: /m);
      });
    }
  }
});
