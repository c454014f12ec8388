/** The guard, on environments as npm 11 really makes them. */
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { guardAgainstNpm } from "./npm-guard.js";

const flags = [
  { long: "--dry-run", takesValue: false },
  { long: "--json", takesValue: false },
  { long: "--speed-ms", takesValue: true },
  { long: "--feed", takesValue: true },
  { long: "--tag", takesValue: true },
];

function guard(env: Record<string, string>, argv: string[] = ["run"], npmrc: string[] = []) {
  return () => guardAgainstNpm({ npm_lifecycle_event: "scheme", ...env }, argv, flags, npmrc);
}

describe("npm-guard", () => {
  const cases: [string, Record<string, string>, string[], string][] = [
    ["a switch", { npm_config_dry_run: "true" }, ["run"], "--dry-run"],
    ["a value that became a name", { npm_config_speed_ms: "true" }, ["run", "5"], "--speed-ms 5"],
    ["a value behind =", { npm_config_feed: "zmq" }, ["run", "s5"], "s5 --feed zmq"],
    ["a value among names", { npm_config_speed_ms: "true" }, ["run", "s5", "5"], "--speed-ms VALUE"],
    ["npm's own --tag", { npm_config_tag: "slow" }, ["run"], "--tag slow"],
  ];
  for (const [what, env, argv, line] of cases) {
    it(`finds ${what}`, () => {
      expect(guard(env, argv))
        .to.throw(FaultlineError, `for itself; write: npm run scheme -- ${line}`)
        .with.property("exitCode", 64);
    });
  }

  it("names two flags", () => {
    expect(guard({ npm_config_dry_run: "true", npm_config_json: "true" })).to.throw(
      "npm took --dry-run and --json for itself; write: npm run scheme -- --dry-run --json",
    );
  });

  it("lets pass what came behind --", () => {
    expect(guard({}, ["run", "--speed-ms", "5"])).not.to.throw();
    expect(guard({ npm_config_json: "true" }, ["run", "--json"])).not.to.throw();
  });

  it("lets pass a setting of an .npmrc file", () => {
    expect(guard({ npm_config_tag: "next" }, ["run"], ["fund=false\ntag = next\n"])).not.to.throw();
  });

  it("is silent where no npm script runs", () => {
    expect(() => guardAgainstNpm({ npm_config_dry_run: "true" }, ["run"], flags, [])).not.to.throw();
  });
});
