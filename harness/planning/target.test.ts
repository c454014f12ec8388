/** Tests target.ts: each step finds its target in the system, or says what there is. */
import fs from "node:fs";
import { expect } from "chai";
import { parseScheme } from "../scheme.js";
import { parseSystem } from "../system.js";
import { bindScheme } from "./target.js";

const mocklive = fs.readFileSync("schemes/systems/mocklive.yaml", "utf8");
const twoFifos = mocklive.replace(
  "  fifo: { kind: fifo }",
  "  fifo: { kind: fifo }\n  second: { kind: fifo }",
);
const noFifo = mocklive
  .replace("  fifo: { kind: fifo }", "  fifo: { kind: port }")
  .replaceAll("{fifo}", "{fifoUrl}");
const noConsumer = mocklive.replace("    consumer: true\n", "");
const clockless = mocklive.replace(/ {4}clock: \S+\n(?= {4}ready: \{ line: "Engine)/, "");
const noSnapshot = mocklive.replace(/\n {2}snapshot: .*/, "");

function bind(step: string, system = mocklive) {
  const text = `name: one\nwhy: One step.\nsystem: mocklive\ntimeline:\n  - { ${step} }\nexpect: { snapshots: { min: 1 } }\n`;
  const choice = { feed: "zmq", seed: "1", attempt: 1 };
  const [bound] = bindScheme(parseScheme(text, "one.yaml"), parseSystem(system, "mocklive.yaml"), choice);
  return bound?.timeline[0]?.target;
}

describe("target.ts", () => {
  it("takes a role as given", () => {
    expect(bind("at: 20%, fault: kill, target: bridge")).to.equal("bridge");
  });

  it("finds the consumer and the only FIFO by itself", () => {
    expect(bind("at: 20%, fault: no-consumer")).to.equal("engine");
    expect(bind("at: 20%, fault: fifo-recreate")).to.equal("fifo");
  });

  it("takes a moment of a role that exists", () => {
    expect(bind("at: engine.2 ready, fault: kill, target: bridge")).to.equal("bridge");
  });

  for (const [step, message, system] of [
    [
      "at: 20%, fault: kill, target: enigne",
      '5:37 timeline[0].target: must be a role (publisher, bridge, engine), which is what kill harms, got "enigne". Did you mean "engine"?',
    ],
    [
      "at: 20%, fault: pause, target: fifo",
      '5:38 timeline[0].target: must be a role (publisher, bridge, engine), which is what pause harms, got "fifo", which is a FIFO',
    ],
    [
      "at: 20%, fault: no-consumer, target: bridge",
      '5:44 timeline[0].target: must be the role marked `consumer: true` (engine), which is what no-consumer harms, got "bridge", which is a role',
    ],
    [
      "at: 20%, fault: clock, offset: -1h, target: engine",
      '5:51 timeline[0].target: must be a role with `clock` (publisher, bridge), which is what clock harms, got "engine", which is a role; in the system file say `clock: VARIABLE` for engine, from which it reads an offset in milliseconds',
      clockless,
    ],
    [
      "at: 20%, fault: fifo-recreate, target: engine",
      '5:46 timeline[0].target: must be a FIFO among the resources (fifo), which is what fifo-recreate harms, got "engine", which is a role',
    ],
    [
      "at: 20%, fault: fifo-recreate, target: bars",
      '5:46 timeline[0].target: must be a FIFO among the resources (fifo), which is what fifo-recreate harms, got "bars", which is an endpoint',
    ],
    [
      "at: 20%, fault: fifo-recreate",
      "5:5 timeline[0].target: is missing, must be a FIFO among the resources: one of fifo, second",
      twoFifos,
    ],
    [
      "at: 20%, fault: fifo-recreate",
      "5:5 timeline[0].target: is missing, must be a FIFO among the resources; system mocklive has none",
      noFifo,
    ],
    [
      "at: 20%, fault: no-consumer",
      "5:5 timeline[0].target: is missing, must be the role marked `consumer: true`; system mocklive has none",
      noConsumer,
    ],
    [
      "at: engines.2 ready, fault: kill, target: engine",
      '5:11 timeline[0].at: must name a role of system mocklive (publisher, bridge, engine), got "engines". Did you mean "engine"?',
    ],
    [
      "at: snapshot 3, fault: kill, target: engine",
      '5:11 timeline[0].at: must be a moment that can be seen: system mocklive has no observation `snapshot`, got "snapshot 3"',
      noSnapshot,
    ],
  ] as const) {
    it(`refuses { ${step} }${system === undefined ? "" : " where the system has no such thing, or two"}`, () => {
      expect(() => bind(step, system))
        .to.throw()
        .that.satisfies((error: Error) => {
          expect(error.message.split("\n")[0]).to.equal(`one.yaml:${message}`);
          return true;
        });
    });
  }
});
