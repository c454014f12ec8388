/** Tests of the comparison of variants. */
import { expect } from "chai";
import { ratioOf, ratioText } from "./ratios.js";

describe("bench, ratios", () => {
  it("compares within each round, whatever the machine did from round to round", () => {
    expect(ratioOf([50, 500, 5], [100, 1000, 10])).to.deep.equal({ median: 0.5, least: 0.5, most: 0.5 });
  });

  it("gives the middle of the rounds, of an even number the mean of the two", () => {
    expect(ratioOf([1, 2, 6], [1, 1, 1])).to.deep.equal({ median: 2, least: 1, most: 6 });
    expect(ratioOf([1, 2, 4, 6], [1, 1, 1, 1])).to.deep.equal({ median: 3, least: 1, most: 6 });
  });

  it("shows the range where there is one", () => {
    expect(ratioText({ median: 0.625, least: 0.5, most: 0.75 })).to.equal("0.63  (0.50 to 0.75)");
    expect(ratioText({ median: 1, least: 1, most: 1 })).to.equal("1.00");
  });
});
