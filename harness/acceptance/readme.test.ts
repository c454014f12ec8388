/** The README: its commands are understood by the program, its links and schemes exist, its set-up is two lines. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { parseCommandLine } from "../command/cli.js";
import { findRoot, readEntries } from "../command/library.js";
import { isFileName, selectSchemes } from "../command/select.js";

const root = findRoot(import.meta.dirname);
const places = { root, cwd: root };
const text = fs.readFileSync(path.join(root, "README.md"), "utf8");

/** Words of a shell line without its comment, quotes taken away. */
function words(line: string): string[] {
  return line
    .replace(/ #.*$/, "")
    .replaceAll("'", "")
    .split(" ")
    .filter((word) => word !== "");
}

describe("README", () => {
  it("sets up in exactly two lines", () => {
    expect(text.match(/^npm ci && .*$/gm)).to.deep.equal(["npm ci && npm run scheme", "npm ci && npm test"]);
  });

  const lines = [...text.matchAll(/(npm run scheme --|node dist\/harness\/main\.js) ([^`\n]+)/g)];
  for (const [line, program = "", rest = ""] of lines) {
    it(`shows a command that works: ${line.replace(/ *#.*/, "")}`, () => {
      const request = parseCommandLine([...(program.startsWith("npm") ? ["run"] : []), ...words(rest)]);
      if (request.verb !== "run" || request.options.names.some(isFileName)) return;
      expect(selectSchemes(readEntries(request.options.names, places), request.options)).not.to.have.length(
        0,
      );
    });
  }

  it("names schemes by the ids that they have", () => {
    const schemes = readEntries([], places).flatMap((entry) => ("scheme" in entry ? [entry.scheme] : []));
    const named = [
      ...[...text.matchAll(/\b(s\d+) `([\w-]+)`/g)].map(([, id, name]) => [id, name]),
      ...[...text.matchAll(/`([\w-]+)` \((s\d+)\)/g)].map(([, name, id]) => [id, name]),
    ];
    expect(named).not.to.have.length(0);
    for (const [id, name] of named) {
      expect(schemes.find((scheme) => scheme.name === name)?.id, name).to.equal(id);
    }
  });

  it("links to what is there", () => {
    for (const [, target = ""] of text.matchAll(/\]\(([^)#]+)\)/g)) {
      expect(fs.existsSync(path.join(root, target)), target).to.equal(true);
    }
  });

  it("begins with what it is in at most ten lines before the picture", () => {
    expect(text.slice(0, text.indexOf("```")).trim().split("\n").length).to.be.at.most(12);
  });
});
