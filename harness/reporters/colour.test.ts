/** When output is coloured. */
import { expect } from "chai";
import { wantsColour } from "./colour.js";

describe("colour", () => {
  const cases: [Record<string, string>, boolean, boolean][] = [
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ TERM: "dumb" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1", TERM: "dumb" }, false, true],
  ];
  for (const [env, isTTY, wanted] of cases) {
    it(`is ${wanted ? "on" : "off"} with ${JSON.stringify(env)} ${isTTY ? "on" : "off"} a terminal`, () => {
      expect(wantsColour(env, isTTY)).to.equal(wanted);
    });
  }
});
