/** The command line: what it makes of arguments, and what it says of bad ones. */
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { parseCommandLine, type RunOptions, runFlags } from "./cli.js";

function run(...argv: string[]): RunOptions {
  const request = parseCommandLine(["run", ...argv]);
  if (request.verb !== "run") throw new Error(`expected run, got ${request.verb}`);
  return request.options;
}

function help(...argv: string[]): string {
  const request = parseCommandLine([...argv, "--help"]);
  return request.verb === "text" ? request.text : "";
}

describe("cli", () => {
  it("runs the default selection without any flag", () => {
    expect(run()).to.deep.include({
      names: [],
      feed: undefined,
      keep: "all",
      output: "reports",
      repeatEach: 1,
    });
  });

  it("turns flags into plain options", () => {
    const options = run("s5", "*-restart", "--feed", "all", "--speed-ms", "5", "--global-timeout", "1.5m");
    expect(options).to.deep.include({
      names: ["s5", "*-restart"],
      feed: "all",
      speedMs: 5,
      globalTimeoutMs: 90_000,
    });
    expect(run("--recovery", "off", "--tag", "a", "--tag", "b")).to.deep.include({
      recovery: false,
      tags: ["a", "b"],
    });
    expect(run("--grep", "^n").grep?.test("normal")).to.equal(true);
  });

  const bad: [string[], RegExp][] = [
    [["run", "--speedms", "5"], /unknown option '--speedms' \(Did you mean --speed-ms\?\)/],
    [["ru"], /unknown command 'ru' \(Did you mean run\?\)/],
    [
      ["run", "--speed-ms", "0"],
      /'--speed-ms <n>' argument '0' is invalid\. It must be a whole number of at least 1\./,
    ],
    [["run", "--speed-ms"], /'--speed-ms <n>' argument missing/],
    [["run", "--workers", "1000"], /from 1 to 256/],
    [["run", "--keep", "some"], /Allowed choices are failed, all, none/],
    [["run", "--date", "13-01"], /month and day, such as 10-24/],
    [
      ["run", "--date", "10-24", "--results", "x.json"],
      /'--date <MM-DD>' cannot be used with option '--results <file>'/,
    ],
    [["run", "--list", "--dry-run"], /cannot be used with/],
    [["run", "--grep", "("], /Invalid regular expression/],
    [["run", "--global-timeout", "5"], /a duration such as 90s/],
    [["schema", "results.json"], /Allowed choices are scheme, system, results/],
    [["recheck"], /missing required argument 'folders'/],
    [[], /no verb given/],
  ];
  for (const [argv, message] of bad) {
    it(`refuses ${JSON.stringify(argv.join(" "))}`, () => {
      expect(() => parseCommandLine(argv))
        .to.throw(FaultlineError, message)
        .with.property("exitCode", 64);
    });
  }

  for (const argv of [["--timeout"], ["--timeout", "45"], ["--timeout=45"]]) {
    it(`explains that ${argv.join(" ")} does not exist because the deadline is derived`, () => {
      expect(() => run(...argv)).to.throw(
        FaultlineError,
        /deadline is derived .*--dry-run shows each of its terms/,
      );
    });
  }

  it("opens help with the verbs, gives examples and ends with the exit codes", () => {
    for (const text of [help(), help("run")]) {
      expect(text).to.match(/^Verbs\n {2}run +\S/);
      expect(text).to.contain("\nExamples\n  npm run scheme ");
      expect(text.trimEnd()).to.match(
        /Exit codes\n {2}0 {2}all passed[\s\S]*129, 130, 143 {2}ended by SIGHUP, SIGINT, SIGTERM$/,
      );
      for (const line of text.split("\n")) expect(line.length, line).to.be.at.most(80);
    }
    expect(help("run")).to.contain("--speed-ms <n>").and.not.contain("--timeout [");
  });

  it("tells the guard which flags take a value", () => {
    expect(runFlags()).to.deep.include({ long: "--dry-run", takesValue: false });
    expect(runFlags()).to.deep.include({ long: "--speed-ms", takesValue: true });
  });
});
