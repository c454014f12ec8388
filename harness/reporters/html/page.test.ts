import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { hostileRun, hostileText, sampleReport } from "../sample-report.js";
import { reportPage } from "./page.js";
import { syntheticReport, syntheticScheme } from "./synthetic-report.js";
import type { PageView } from "./view.js";

const hostile = `</script><script>alert(1)</script><img src=x onerror="alert(2)"><!-- \u0000 \ud800 &amp; ' "`;

function dataOf(page: string): PageView {
  const [, text = ""] = /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(page) ?? [];
  return JSON.parse(text);
}

function policyOf(page: string): string {
  return (
    /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'") ?? ""
  );
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

describe("page", () => {
  it("is the same for the same report, byte for byte", () => {
    const make = () =>
      reportPage(syntheticReport([syntheticScheme({ lost: [25] }), syntheticScheme({ scheme: "clean" })]));
    expect(make()).to.equal(make());
  });

  it("puts what failed first, and its failing check above those that held", () => {
    const page = reportPage(
      syntheticReport([
        syntheticScheme({ scheme: "clean" }),
        syntheticScheme({ scheme: "lossy", lost: [25, 26] }),
      ]),
    );
    expect(page).to.contain("<h1>1 failed, 1 passed</h1>");
    expect(page.indexOf("s7 lossy")).to.be.lessThan(page.indexOf("s7 clean"));
    const lossy = page.slice(page.indexOf('id="scheme-s7-lossy-zmq-1"'));
    expect(lossy.indexOf('<td class="name">delivery</td>')).to.be.greaterThan(0);
    expect(lossy.indexOf('<td class="name">delivery</td>')).to.be.lessThan(
      lossy.indexOf("checks passed</summary>"),
    );
    expect(lossy).to.contain("2 lost, 0 doubled");
  });

  it("holds every view whole: lanes with the FIFO, the fault, the first lost bar", () => {
    const [view] = dataOf(
      reportPage(syntheticReport([syntheticScheme({ lost: [25], doubled: [40] })])),
    ).schemes;
    expect(view?.lanes.map(({ name }) => name)).to.deep.equal(["publisher", "fifo", "engine"]);
    expect(view?.bands.map(({ id, bar }) => [id, bar])).to.deep.equal([["f1", 20]]);
    expect(view?.map.marks).to.deep.equal([
      { bar: 25, kind: "lost", text: "bar 25 was lost during f1 (kill engine)" },
      { bar: 40, kind: "doubled", text: "bar 40 was taken twice during f1 (kill engine)" },
    ]);
    expect(view?.moments.map(({ text }) => text)).to.include("bar 25 was lost during f1 (kill engine)");
  });

  it("allows its own script and style by their hashes, and no network at all", () => {
    const page = reportPage(syntheticReport([syntheticScheme()]));
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
    expect(policyOf(page)).to.equal(
      `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.to.match(/<(?:link|img|iframe|base)\b| src=| style=| on\w+=/);
  });

  it("lets no text of a log, a scheme or a finding become markup", () => {
    const scheme = syntheticScheme({ engineLine: hostile, lost: [25] });
    const { run } = scheme;
    const plan = run.plan === null ? null : { ...run.plan, why: hostile };
    const findings = run.findings.map((finding) => ({ ...finding, reason: hostile, measured: hostile }));
    const report = syntheticReport(
      [{ ...scheme, run: { ...run, plan, findings, reason: hostile, scheme: hostile } }],
      { problems: [hostile] },
    );
    const page = reportPage({ ...report, folder: hostile });
    expect(page.match(/<script\b/g)).to.have.length(2);
    expect(page).not.to.contain("<img");
    expect(page).not.to.contain("\u0000");
    const [view] = dataOf(page).schemes;
    expect(view?.log.rows.some(({ text }) => text === hostile)).to.equal(true);
  });

  it("lets no text of a scheme run become markup, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(hostileRun, { maxLength: 2 }), hostileText, (runs, text) => {
        const page = reportPage(sampleReport(runs, { problems: [text], folder: text }, { systemText: text }));
        expect(page.match(/<(?:script|img)\b/g)).to.deep.equal(["<script", "<script"]);
        expect(() => dataOf(page)).not.to.throw();
        expect(/\p{Surrogate}/u.test(page)).to.equal(false);
      }),
      { numRuns: 50 },
    );
  });

  it("says in the page what could not be read", () => {
    const page = reportPage(
      syntheticReport([syntheticScheme({ complete: false })], { problems: ["run.json is damaged"] }),
    );
    expect(page).to.contain('<div id="alarm" class="alarm" role="alert"><p>run.json is damaged</p></div>');
    expect(page).to.contain('<p class="problem">The history of this run has no end, or is damaged');
    const without = { ...syntheticScheme(), systemText: "roles: [" };
    expect(reportPage(syntheticReport([without]))).to.contain("so there is no lane for a FIFO.");
  });

  it("gives two runs of one name sections of their own", () => {
    const page = reportPage(syntheticReport([syntheticScheme(), syntheticScheme()]));
    expect([...page.matchAll(/<section class="scheme" id="([^"]*)"/g)].map(([, id]) => id)).to.deep.equal([
      "scheme-s7-one-kill-zmq-1",
      "scheme-s7-one-kill-zmq-1--2",
    ]);
  });

  it("shows a run of nothing, and a scheme that was not run", () => {
    expect(reportPage(syntheticReport([]))).to.contain("<h1>0 passed</h1>");
    const { run } = syntheticScheme();
    const notRun = {
      ...run,
      plan: null,
      verdict: "notRun" as const,
      reason: "not on this feed",
      findings: [],
      records: [],
      counts: null,
      folder: null,
    };
    const page = reportPage(syntheticReport([{ ...syntheticScheme(), run: notRun }]));
    expect(page).to.contain("<h1>0 passed, 1 not run</h1>");
    expect(page).to.contain("not on this feed");
    expect(dataOf(page).schemes).to.deep.equal([]);
  });
});
