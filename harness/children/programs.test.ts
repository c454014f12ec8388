/** Tests how programs are found, what is said of those that are not, and what environment a child gets. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { baseEnvironment, childEnvironment } from "./environment.js";
import { lookUp } from "./programs.js";
import { makeTempFolder } from "./temp.js";
import { unbuffered } from "./unbuffered.js";

describe("children/programs", () => {
  let folder = "";
  beforeEach(() => {
    folder = makeTempFolder("programs");
    fs.mkdirSync(path.join(folder, "bin"));
    fs.writeFileSync(path.join(folder, "bin", "tool"), "#!/bin/sh\n", { mode: 0o755 });
    fs.writeFileSync(path.join(folder, "plain"), "text\n", { mode: 0o644 });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("finds a name in the path, and a name with a slash below the working folder", () => {
    const file = path.join(folder, "bin", "tool");
    expect(lookUp("tool", `/no/such:${folder}/bin`, "/")).to.deep.equal({ file });
    expect(lookUp("bin/tool", "", folder)).to.deep.equal({ file });
    expect(lookUp("./bin/tool", "", folder)).to.deep.equal({ file });
  });

  it("says where it looked for a program that is not there", () => {
    expect(lookUp("tool", "/no/such", folder)).to.deep.equal({
      code: "ENOENT",
      reason: "there is no program tool in the PATH /no/such",
    });
    expect(lookUp("bin/none", "", folder)).to.deep.equal({
      code: "ENOENT",
      reason: `there is no program bin/none at ${folder}/bin/none`,
    });
    expect(lookUp("bin", folder, "/")).to.have.property("code", "ENOENT");
  });

  it("says which file lacks the permission to be run", () => {
    expect(lookUp("plain", folder, "/")).to.deep.equal({
      code: "EACCES",
      reason: `${folder}/plain is not executable: give it the x permission (chmod +x)`,
    });
  });

  it("hands on a short list of our own variables, then those of the role, then the tags", () => {
    const own = { PATH: "/bin", LC_ALL: "C", NODE_OPTIONS: "--inspect", SECRET: "x", HOME: undefined };
    expect(baseEnvironment(own)).to.deep.equal({ PATH: "/bin", LC_ALL: "C" });
    const env = childEnvironment({ TZ: "UTC", FAULTLINE_RUN: "mine" }, "run-1", "engine.2");
    expect(env).to.include({ TZ: "UTC", FAULTLINE_RUN: "run-1", FAULTLINE_CHILD: "engine.2" });
  });

  it("leaves a command as it is when no way is there to unbuffer it", () => {
    expect(unbuffered("/bin/x", ["x", "-y"], [])).to.deep.equal({ how: "as-is", command: ["x", "-y"] });
  });

  it("makes a folder that only its owner can enter, whatever the tag", () => {
    const odd = makeTempFolder("a/../b c");
    expect(path.basename(odd)).to.match(/^faultline-a_\.\._b_c-.{6}$/);
    expect(fs.statSync(odd).mode & 0o777).to.equal(0o700);
    fs.rmdirSync(odd);
  });
});
