/** Tests the arithmetic of noise on literal readings, and that a blocked event loop is seen. */
import { expect } from "chai";
import { parseCpuTimes, parsePressure, pressurePercent, startNoise, stealPercent } from "./noise.js";

const statText = "cpu  100 5 50 800 20 0 5 20 7 0\ncpu0 50 2 25 400 10 0 2 10 3 0\nintr 12345\n";
const pressureText =
  "some avg10=1.53 avg60=0.87 avg300=0.46 total=28434521\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=99\n";

describe("children/noise", () => {
  it("sums the CPU times without those of guests, which user time holds already", () => {
    expect(parseCpuTimes(statText)).to.deep.equal({ total: 1000, steal: 20 });
  });

  it("knows no CPU times where the line lacks the stolen ones or is not there", () => {
    expect(parseCpuTimes("cpu  100 5 50 800\n")).to.equal(null);
    expect(parseCpuTimes("intr 1\n")).to.equal(null);
    expect(parseCpuTimes("")).to.equal(null);
  });

  it("takes the stolen share of what passed between two readings", () => {
    expect(stealPercent({ total: 1000, steal: 20 }, { total: 1200, steal: 30 })).to.equal(5);
    expect(stealPercent({ total: 1000, steal: 20 }, { total: 1200, steal: 20 })).to.equal(0);
  });

  it("knows no share when no time passed", () => {
    expect(stealPercent({ total: 1000, steal: 20 }, { total: 1000, steal: 20 })).to.equal(null);
    expect(pressurePercent(1, 2, 0)).to.equal(null);
  });

  it("reads the total of the line `some`", () => {
    expect(parsePressure(pressureText)).to.equal(28434521);
    expect(parsePressure("full avg10=0.00 avg60=0.00 avg300=0.00 total=99\n")).to.equal(null);
    expect(parsePressure("")).to.equal(null);
  });

  it("takes the pressure as a share of the time between, at most all of it", () => {
    expect(pressurePercent(1_000_000, 1_250_000, 1000)).to.equal(25);
    expect(pressurePercent(1_000_000, 3_000_000, 1000)).to.equal(100);
  });

  it("sees a delay of the event loop that still lasts, and forgets it with the sample", () => {
    const noise = startNoise();
    const until = performance.now() + 120;
    while (performance.now() < until);
    expect(noise.sample().loopLagMs).to.be.greaterThan(90);
    noise.stop();
  });
});
