/** Tests of what a publisher remembers. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { FatalError } from "./exit.js";
import { forgetfulState, openState } from "./publisher-state.js";

const stream = "0123456789abcdef";

describe("publisher-state", () => {
  let folder: string;
  beforeEach(() => {
    folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "faultline-state-")), "state");
  });
  afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true }));

  it("raises its epoch with each start and goes on at its cursor", () => {
    const first = openState(folder, stream);
    expect([first.epoch, first.published]).to.deep.equal([1, 0]);
    first.advance(7);
    first.advance(8);
    const second = openState(folder, stream);
    expect([second.epoch, second.published]).to.deep.equal([2, 8]);
  });

  it("refuses the state of another stream", () => {
    openState(folder, stream);
    expect(() => openState(folder, "fedcba9876543210")).to.throw(
      FatalError,
      "holds the state of another stream",
    );
  });

  for (const [file, content] of [
    ["publisher.json", "{"],
    ["cursor", "12345678"],
    ["cursor", "123"],
  ] as const) {
    it(`refuses ${file} with ${content} in it instead of beginning anew`, () => {
      openState(folder, stream).advance(3);
      fs.writeFileSync(path.join(folder, file), content);
      expect(() => openState(folder, stream)).to.throw(FatalError, `${file} is damaged`);
    });
  }

  it("names the folder that cannot be made", () => {
    fs.writeFileSync(folder, "a file");
    expect(() => openState(folder, stream)).to.throw(FatalError, `cannot use --state ${folder}`);
  });

  it("without a folder takes an epoch that rises", () => {
    expect(forgetfulState().epoch).to.be.greaterThan(1.7e12);
  });
});
