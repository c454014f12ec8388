/** Links compiled modules into one script without imports, in the order in which they need each other. Pure. */
import path from "node:path/posix";

const importPattern = /^import (?:\{([^}]*)\} from )?"([^"]+)";\n?/gm;
const exportPattern = /^export (?:async )?(?:function|const|let|class) (\w+)/gm;

/**
 * Each module becomes a function that returns what it exports. Takes what our sources hold: named imports from relative
 * files, named exports at their declarations.
 * @param read the text of a compiled module
 * @throws Error where a module holds another form of import or export, or the imports go in a circle
 */
export function linkModules(entry: string, read: (file: string) => string): string {
  const linked = new Map<string, string>();
  const open = new Set<string>();

  function link(file: string): string {
    const known = linked.get(file);
    if (known !== undefined) return known;
    if (open.has(file)) throw new Error(`${file}: its imports go in a circle`);
    open.add(file);
    const text = read(file);
    const imports = [...text.matchAll(importPattern)].map(([, names = "", from = ""]) => {
      if (!from.startsWith(".")) throw new Error(`${file}: imports ${from}, which is no file of ours`);
      return { names, from: path.join(path.dirname(file), from) };
    });
    for (const { from } of imports) link(from);
    const exported = [...text.matchAll(exportPattern)].map(([, name = ""]) => name);
    const body = text
      .replace(importPattern, "")
      .replace(/^export (?=(?:async )?(?:function|const|let|class) )/gm, "")
      .replace(/^export \{\};\n?/gm, "")
      .replace(/^\/\/# sourceMappingURL=.*\n?/gm, "");
    const strange = /^(?:import|export)\b.*$/m.exec(body);
    if (strange !== null) throw new Error(`${file}: cannot link "${strange[0]}"`);
    const name = `module${linked.size + 1}`;
    linked.set(file, name);
    open.delete(file);
    const takes = imports
      .filter(({ names }) => names.trim() !== "")
      .map(({ names, from }) => `const {${names.replace(/\bas\b/g, ":")}} = ${linked.get(from)};\n`);
    pieces.push(
      `// ${path.basename(file)}\nconst ${name} = (() => {\n${takes.join("")}${body.trimEnd()}\nreturn { ${exported.join(", ")} };\n})();\n`,
    );
    return name;
  }

  const pieces: string[] = [];
  link(entry);
  return `"use strict";\n(() => {\n${pieces.join("")}})();\n`;
}
