/** From two commands to a system that the doctor can judge: a draft that needs no change. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { harnessStage, processesOf } from "../acceptance/harness-stage.js";

const stage = harnessStage();
const pub = 'for n in $(seq 1 40); do echo "sent bar $n" | tee -a bars; sleep 0.02; done\nexec sleep 600\n';
const sub = ": >bars\necho ready\ntail -n +1 -f bars | sed -n 's/^sent/took/p'\n";

describe("init-system", () => {
  beforeEach(stage.set);
  afterEach(stage.strike);

  async function faultline(...args: string[]) {
    const run = stage.start(args);
    const [code] = await run.ended;
    return { code, out: run.out(), err: run.err() };
  }

  it("writes a file that the doctor can start, and does not write it twice", async () => {
    stage.write("pub.sh", pub);
    stage.write("sub.sh", sub);
    const draft = ["init-system", "--file", "scripts.yaml", "--", "sh pub.sh", "sh sub.sh"];
    expect(await faultline(...draft)).to.deep.include({ code: 0, err: "" });
    const written = fs.readFileSync(path.join(stage.folder(), "scripts.yaml"), "utf8");
    const again = await faultline(...draft.with(-1, "another"));
    expect(again.code).to.equal(73);
    expect(again.err).to.include("scripts.yaml: it is there already; name another with --file");
    expect(fs.readFileSync(path.join(stage.folder(), "scripts.yaml"), "utf8")).to.equal(written);
    const doctor = await faultline("doctor", "--system", "scripts.yaml");
    expect(doctor.out).to.include("40 of 40 bars published");
    expect(doctor.out).to.match(/yes +snapshots/);
    expect(processesOf(stage.folder())).to.deep.equal([]);
  });

  it("wants a command, and a name that a system can have", async () => {
    const none = await faultline("init-system");
    expect([none.code, none.err]).to.deep.equal([64, none.err]);
    expect(none.err).to.include("commands");
    const badName = await faultline("init-system", "--file", "My System.yaml", "--", "true");
    expect(badName.code).to.equal(65);
    expect(badName.err).to.include("lower-case letters");
    expect(fs.existsSync(path.join(stage.folder(), "My System.yaml"))).to.equal(false);
  });
});
