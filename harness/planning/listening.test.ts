/** Tests of which port a step means. */
import fs from "node:fs";
import { expect } from "chai";
import { parseSystem } from "../system.js";
import { portOf } from "./listening.js";

const text = fs.readFileSync("schemes/systems/mocklive.yaml", "utf8");
const system = parseSystem(text, "mocklive.yaml");
const plain = parseSystem(text.replaceAll(/\{ kind: endpoint, .*\}/g, "{ kind: port }"), "mocklive.yaml");
const one = parseSystem(
  text.replace(/ {2}history: \{ kind: endpoint, .*\}/, "  history: { kind: endpoint, listener: engine }"),
  "mocklive.yaml",
);

describe("planning/listening", () => {
  it("takes a port on which the role listens", () => {
    expect(portOf("history", "publisher", system, "native")).to.deep.equal({ name: "history" });
  });

  it("finds the only one by itself", () => {
    expect(portOf(undefined, "publisher", one, "native")).to.deep.equal({ name: "bars" });
  });

  it("wants a name where there are two, and one of them", () => {
    expect(portOf(undefined, "publisher", system, "native")).to.deep.equal({
      problem: "is missing, must be a port among the resources on which publisher listens (bars, history)",
    });
    expect(portOf("bar", "publisher", system, "native")).to.deep.equal({
      problem:
        'must be a port among the resources on which publisher listens (bars, history), got "bar". Did you mean "bars"?',
    });
  });

  it("goes by what the role names where the file does not say who listens", () => {
    expect(portOf("bars", "publisher", plain, "native")).to.deep.equal({ name: "bars" });
  });

  it("says what to write where the role listens nowhere", () => {
    expect(portOf(undefined, "bridge", system, "zmq")).to.deep.equal({
      problem:
        "is missing, must be a port among the resources on which bridge listens; in the system file say { kind: endpoint, listener: ROLE }",
    });
  });
});
