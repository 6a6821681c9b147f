import { describe, expect, it } from "vitest";
import { isAddress, splitAddresses } from "./addresses";

describe("splitAddresses", () => {
  it("takes commas, semicolons, spaces and lines", () => {
    expect(splitAddresses("a@x.org, b@x.org;c@x.org d@x.org\n e@x.org\r\n")).toEqual([
      "a@x.org",
      "b@x.org",
      "c@x.org",
      "d@x.org",
      "e@x.org",
    ]);
  });

  it("takes an address out of its brackets", () => {
    expect(splitAddresses('"Ann Example" <ann@x.org>, Bo <bo@x.org>')).toEqual([
      "ann@x.org",
      "bo@x.org",
    ]);
  });

  it("keeps the first of those that differ in case only", () => {
    expect(splitAddresses("Ann@x.org ann@X.org")).toEqual(["Ann@x.org"]);
  });

  it("keeps what is no address, so that it can be shown", () => {
    expect(splitAddresses("ann@x.org, bo")).toEqual(["ann@x.org", "bo"]);
  });
});

describe("isAddress", () => {
  it.each(["ann@example.org", "a.b+c@sub.example.co"])("accepts %s", (text) => {
    expect(isAddress(text)).toBe(true);
  });

  it.each(["", "ann", "ann@", "@x.org", "ann@x", "ann@x.", "a b@x.org", "ann@x@y.org"])(
    "refuses %s",
    (text) => {
      expect(isAddress(text)).toBe(false);
    },
  );
});
