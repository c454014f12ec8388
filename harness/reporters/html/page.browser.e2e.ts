/** Opens the page in a real browser, as a person does: what failed, where the fault was, the first lost bar, the cursor. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { reportPage } from "./page.js";
import { syntheticReport, syntheticScheme } from "./synthetic-report.js";

const hostile = `<img src=x onerror="document.title='hostile'"><script>document.title='hostile'</script>`;

/** The first of these on the PATH; undefined where there is none. */
function installedBrowser(): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  return names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));
}

const executablePath = installedBrowser();

describe("page in a browser", () => {
  if (executablePath === undefined) {
    it("is not run here: no chromium, chromium-browser or google-chrome on the PATH", () => {});
    return;
  }

  let folder = "";
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-page-"));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });

  after(async () => {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    complaints = [];
  });

  afterEach(async () => {
    await page.close();
  });

  /** Opens a page from a file, and collects what the browser complains of: errors, requests, the policy of the page. */
  async function open(text: string, width = 1280, colorScheme: "light" | "dark" = "light"): Promise<void> {
    const file = path.join(folder, "report.html");
    fs.writeFileSync(file, text);
    page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.on("pageerror", ({ message }) => complaints.push(`error: ${message}`));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) complaints.push(`request: ${request.url()}`);
    });
    await page.exposeFunction("complain", (text: string) => complaints.push(text));
    await page.addInitScript(
      'document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => complain(["policy:", violatedDirective, blockedURI].join(" ")));',
    );
    await page.goto(pathToFileURL(file).href);
  }

  const failed = reportPage(
    syntheticReport([
      syntheticScheme({ scheme: "clean" }),
      syntheticScheme({ lost: [25, 26], engineLine: hostile }),
    ]),
  );
  const shown = (): Locator => page.locator("section.scheme:visible");
  /** Left edge of the cursor in each panel of the drawing, in pixels of the window. */
  const cursors = (): Promise<number[]> =>
    shown()
      .locator(".cursor")
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().left));
  const backgroundColour = (): Promise<string> =>
    page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  const centre = async (target: Locator): Promise<number> => {
    const box = await target.boundingBox();
    if (box === null) throw new Error("it is not in sight");
    return box.x + box.width / 2;
  };

  it("shows the run that failed first, with the check that failed", async () => {
    await open(failed);
    expect(await shown().count()).to.equal(1);
    expect(await shown().locator("h2").innerText()).to.match(/FAIL\s+s7 one-kill on zmq/i);
    const row = shown().locator("table.checks tr.fail");
    expect(await row.locator("td.name").innerText()).to.equal("delivery");
    expect(await row.innerText()).to.contain("bar 25 was lost (during f1 (kill engine)); in all 2 lost");
    expect(await row.innerText()).to.contain("2 lost, 0 doubled");
    expect(complaints).to.deep.equal([]);
  });

  it("opens at its top, where the verdicts are", async () => {
    await open(failed, 390);
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    expect(await page.evaluate("scrollY")).to.equal(0);
    expect(await page.evaluate("location.hash")).to.equal("");
  });

  it("draws the band of the fault at its bar", async () => {
    await open(failed);
    const ruler = shown().locator('[data-panel="ruler"]');
    const bar = async (text: string): Promise<number> => {
      const tick = await ruler.locator(".tick", { has: page.getByText(text, { exact: true }) }).boundingBox();
      return tick?.x ?? Number.NaN;
    };
    const [bar20, bar30] = [await bar("20"), await bar("30")];
    const band = await shown().locator('[data-fault="f1"] .observed').boundingBox();
    const oneBar = (bar30 - bar20) / 10;
    expect(band?.x).to.be.within(bar20 - oneBar, bar20 + oneBar);
    expect((band?.x ?? 0) + (band?.width ?? 0)).to.be.within(bar20 + 4 * oneBar, bar20 + 8 * oneBar);
    expect(await shown().locator('[data-fault="f1"] .note').innerText()).to.match(
      /^felt, recovered \d+ ms after the heal$/,
    );
  });

  it("names the first lost bar, and marks it on the axis and in the map", async () => {
    await open(failed);
    expect(await shown().locator(".map p").innerText()).to.equal(
      "Of 60 bars 2 lost; the rest was taken once. The first: bar 25 was lost during f1 (kill engine).",
    );
    const lost = shown().locator(".cells .lost");
    expect(await lost.count()).to.equal(2);
    expect(await lost.first().innerText()).to.equal("×");
    expect(await shown().locator(".strip .mark").getAttribute("title")).to.contain("bar 25 was lost");
    await lost.first().click();
    expect(await shown().locator(".readout").innerText()).to.match(/^bar 25\b/);
  });

  it("moves one cursor through all plots, the map and the log, by keys and by the pointer", async () => {
    await open(failed);
    const before = await cursors();
    expect(before.length).to.be.at.least(8);
    expect(Math.max(...before) - Math.min(...before)).to.be.below(1);
    const readout = (): Promise<string> => shown().locator(".readout").innerText();
    const legends = (): Promise<string[]> => shown().locator(".plot .value").allInnerTexts();
    const logRow = (): Promise<string> => shown().locator(".rows .here").innerText();
    const first = { readout: await readout(), legends: await legends(), log: await logRow() };
    await page.keyboard.press("Shift+ArrowRight");
    const after = await cursors();
    expect(Math.max(...after) - Math.min(...after)).to.be.below(1);
    expect(Math.min(...after)).to.be.above(Math.max(...before));
    const second = { readout: await readout(), legends: await legends(), log: await logRow() };
    expect(second.readout).not.to.equal(first.readout);
    expect(second.legends).not.to.deep.equal(first.legends);
    expect(second.log).not.to.equal(first.log);
    const cell = await shown().locator(".cells .here").getAttribute("data-bar");
    expect(second.readout).to.match(new RegExp(`^bar ${cell}\\b`));

    await page.keyboard.press("Escape");
    const lag = shown().locator('[data-panel="lag"] .area');
    await lag.scrollIntoViewIfNeeded();
    const track = await lag.boundingBox();
    if (track === null) throw new Error("there is no plot of the lag");
    await page.mouse.move(track.x + track.width / 4, track.y + track.height / 2);
    for (const left of await cursors()) expect(left).to.be.closeTo(track.x + track.width / 4, 1.5);
  });

  it("turns the axis from bars to seconds and back, and looks nearer around the cursor", async () => {
    await open(failed);
    const axis = (): Promise<string> => shown().locator(".tools .axis b").innerText();
    const band = async (): Promise<number> =>
      (await shown().locator('[data-fault="f1"] .observed').boundingBox())?.width ?? 0;
    expect(await axis()).to.equal("bars");
    await page.keyboard.press("b");
    expect(await axis()).to.equal("seconds");
    await page.keyboard.press("b");
    const whole = await band();
    await page.keyboard.press("+");
    expect(await band()).to.be.closeTo(2 * whole, 2);
    await page.keyboard.press("0");
    expect(await band()).to.be.closeTo(whole, 1);
  });

  it("walks through the schemes by j and k, and by the links of the verdicts", async () => {
    await open(failed);
    const title = (): Promise<string> => shown().locator("h2").innerText();
    await page.keyboard.press("j");
    expect(await title()).to.contain("s7 clean");
    await page.keyboard.press("k");
    expect(await title()).to.contain("s7 one-kill");
    await page.getByRole("link", { name: "s7 clean" }).click();
    await shown().getByText("All 60 bars were taken once.").waitFor();
    expect(await title()).to.contain("s7 clean");
  });

  it("runs nothing that a log holds", async () => {
    await open(failed);
    await shown().locator(".rows .entry", { hasText: hostile }).first().waitFor();
    expect(await page.title()).to.contain("Faultline");
    expect(await page.locator("img").count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
  });

  it("has a policy that stops what got in all the same", async () => {
    await open(failed);
    const violated = await page.evaluate<string>(`new Promise((resolve) => {
      document.addEventListener("securitypolicyviolation", (event) => resolve(event.violatedDirective));
      document.body.insertAdjacentHTML("beforeend", '<img src="http://127.0.0.1:9/x.png">');
    })`);
    expect(violated).to.equal("img-src");
    expect(complaints).to.include("policy: img-src http://127.0.0.1:9/x.png");
  });

  it("says in red that its data cannot be read, and draws nothing", async () => {
    const start = failed.indexOf('id="data">') + 'id="data">'.length;
    await open(failed.slice(0, start) + failed.slice(start + 40));
    const alarm = page.locator("#alarm");
    expect(await alarm.innerText()).to.match(
      /^The data of this page cannot be read, so nothing is drawn from it: /,
    );
    const [red = 0, green = 255, blue = 255] =
      (await page.evaluate<string>('getComputedStyle(document.getElementById("alarm")).color'))
        .match(/\d+/g)
        ?.map(Number) ?? [];
    expect(red).to.be.above(2 * Math.max(green, blue));
    expect(await page.locator(".drawing").count()).to.equal(0);
    expect(await page.locator("table.checks tr.fail").count()).to.equal(1);
  });

  it("keeps its tables where no script may run", async () => {
    await open(
      failed
        .replace(/script-src '[^']*'/, "script-src 'none'")
        .replace(/script-src &#39;[^&]*&#39;/, "script-src &#39;none&#39;"),
    );
    expect(await page.locator("#no-script").isVisible()).to.equal(true);
    expect(await page.locator("section.scheme:visible").count()).to.equal(2);
  });

  for (const width of [390, 1280]) {
    for (const colours of ["light", "dark"] as const) {
      it(`fits ${width} pixels in ${colours}, without scrolling sideways`, async () => {
        await open(failed, width, colours);
        const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
        expect(wide).to.equal(width);
        const background = await backgroundColour();
        const [red = 0] = background.match(/\d+/g)?.map(Number) ?? [];
        expect(red < 128).to.equal(colours === "dark");
        await page.keyboard.press("t");
        expect(await backgroundColour()).not.to.equal(background);
        expect(await centre(shown().locator(".plot canvas").first())).to.be.within(0, width);
        expect(complaints).to.deep.equal([]);
      });
    }
  }
});
