/** Tests that the committed JSON schemas are those of the shapes, and that every shipped file names its own. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { jsonSchema, type SchemaName, schemas } from "./schema.js";

const again = (name: SchemaName, file: string) =>
  `make it anew: node -e 'import("./dist/harness/text/schema.js").then((m) => process.stdout.write(m.schemaText("${name}")))' > ${file} && npx biome check --write ${file}`;

describe("schema.ts", () => {
  for (const name of ["scheme", "system"] as const) {
    const { file } = schemas[name];

    it(`${file} is fresh`, () => {
      expect(JSON.parse(fs.readFileSync(file, "utf8")), again(name, file)).to.deep.equal(jsonSchema(name));
    });

    it(`each ${name} file beside it begins by naming it`, () => {
      const folder = path.dirname(file);
      const files = fs.readdirSync(folder).filter((entry) => entry.endsWith(".yaml"));
      expect(files).not.to.be.empty;
      for (const entry of files) {
        const [first] = fs.readFileSync(path.join(folder, entry), "utf8").split("\n");
        expect(first, entry).to.equal(`# yaml-language-server: $schema=./${path.basename(file)}`);
      }
    });
  }

  it("refuses unknown keys in every map of fixed keys", () => {
    const open: string[] = [];
    const walk = (value: unknown, at: string): void => {
      if (typeof value !== "object" || value === null) return;
      if (
        "properties" in value &&
        (!("additionalProperties" in value) || value.additionalProperties !== false)
      ) {
        open.push(at);
      }
      for (const [key, below] of Object.entries(value)) walk(below, `${at}/${key}`);
    };
    for (const name of ["scheme", "system"] as const) walk(jsonSchema(name).properties, name);
    expect(open).to.deep.equal([]);
  });
});
