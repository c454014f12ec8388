import vm from "node:vm";
import { expect } from "chai";
import { linkModules } from "./link-modules.js";

const linkOf = (files: Readonly<Record<string, string>>) =>
  linkModules("/a/main.js", (file) => files[file] ?? "");

describe("link-modules", () => {
  it("gives each module what it imports, and keeps its other names to itself", () => {
    const script = linkOf({
      "/a/main.js":
        'import { twice as double } from "./twice.js";\nimport { one } from "../b/one.js";\nresult.value = double(one) + hidden();\nfunction hidden() { return 10; }\nexport {};\n',
      "/a/twice.js":
        'import { one } from "../b/one.js";\nfunction hidden() { return one - 1; }\nexport function twice(n) { return 2 * n + hidden(); }\n',
      "/b/one.js": "export const one = 1;\n",
    });
    const result = { value: 0 };
    vm.runInNewContext(script, { result });
    expect(result.value).to.equal(12);
  });

  it("refuses a circle, a package, and what it does not know", () => {
    expect(() =>
      linkOf({
        "/a/main.js": 'import { x } from "./x.js";\n',
        "/a/x.js": 'import { y } from "./main.js";\n',
      }),
    ).to.throw("/a/main.js: its imports go in a circle");
    expect(() => linkOf({ "/a/main.js": 'import { x } from "left-pad";\n' })).to.throw(
      "/a/main.js: imports left-pad, which is no file of ours",
    );
    expect(() => linkOf({ "/a/main.js": 'export * from "./x.js";\n' })).to.throw(
      '/a/main.js: cannot link "export * from "./x.js";"',
    );
  });
});
