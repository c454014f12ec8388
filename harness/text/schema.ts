/** JSON schemas of scheme and system files, for editors: made from the shapes that parsing uses. */
import * as z from "zod";
import { schemeShape } from "./scheme-shape.js";
import { systemShape } from "./system-shape.js";

export const schemas = {
  scheme: { shape: schemeShape, file: "schemes/scheme.schema.json", title: "Faultline scheme" },
  system: { shape: systemShape, file: "schemes/systems/system.schema.json", title: "Faultline system" },
} as const;
export type SchemaName = keyof typeof schemas;

/**
 * The schema of one kind of file, as draft 7, the newest that the YAML language server knows in full.
 * `io: input`: editors check what a person writes, not what parsing makes of it.
 */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  const { shape, title } = schemas[name];
  const { $schema, ...rest } = z.toJSONSchema(shape, { io: "input", target: "draft-7" });
  return { $schema, title, ...rest };
}

/** The schema as the committed file has it, apart from line breaks. */
export function schemaText(name: SchemaName): string {
  return `${JSON.stringify(jsonSchema(name), null, 2)}\n`;
}
