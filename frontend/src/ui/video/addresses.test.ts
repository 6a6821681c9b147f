import { expect, it } from "vitest";
import { createAddresses, folderOf, isElsewhere, isMoved, renewAfter } from "./addresses";

const old = "https://files.example/v/old/org/video/1/";
const fresh = "https://files.example/v/new/org/video/1/";

it("takes what every part of a video begins with from its playlist", () => {
  expect(folderOf(`${old}master.m3u8`)).toBe(old);
  expect(folderOf(`${old}master.m3u8?a=/b/c#d/e`)).toBe(old);
});

it("moves addresses of every older token to the newest, and no others", () => {
  const addresses = createAddresses(`${old}master.m3u8`);
  expect(addresses.fresh(`${old}720/1.m4s`)).toBe(`${old}720/1.m4s`);
  addresses.renew(`${fresh}master.m3u8`);
  addresses.renew(`${fresh}master.m3u8`);
  expect(addresses.fresh(`${old}720/1.m4s?x`)).toBe(`${fresh}720/1.m4s?x`);
  expect(addresses.fresh(`${fresh}720/1.m4s`)).toBe(`${fresh}720/1.m4s`);
  addresses.renew("https://files.example/v/third/org/video/1/master.m3u8");
  expect(addresses.fresh(`${old}720/1.m4s`)).toContain("/v/third/");
  expect(addresses.fresh(`${fresh}720/1.m4s`)).toContain("/v/third/");
  expect(addresses.fresh("https://elsewhere.example/1.m4s")).toBe(
    "https://elsewhere.example/1.m4s",
  );
});

const [one, other] = ["eyJhbGci.eyJzdWIi.c2ln-_", "eyJhbGci.eyJzdWIi.b3RoZXI"];

it("moves segments of Cloudflare Stream, which lie beside the playlist's folder", () => {
  const customer = "https://customer-c.cloudflarestream.com";
  const addresses = createAddresses(`${customer}/${one}/manifest/video.m3u8`);
  addresses.renew(`${customer}/${other}/manifest/video.m3u8`);
  expect(addresses.fresh(`${customer}/${one}/video/1080/seg_1.ts?p=a`)).toBe(
    `${customer}/${other}/video/1080/seg_1.ts?p=a`,
  );
});

it("knows videos that hosts elsewhere keep", () => {
  expect(isElsewhere(`https://stream.mux.com/id.m3u8?token=${one}`)).toBe(true);
  expect(isElsewhere(`https://customer-c.cloudflarestream.com/${one}/manifest/video.m3u8`)).toBe(
    true,
  );
  expect(isElsewhere(`${old}master.m3u8`)).toBe(false);
});

it("knows a video that was moved from one that has another token", () => {
  const mux = `https://stream.mux.com/id.m3u8?token=${one}`;
  const cloudflare = (token: string) =>
    `https://c.cloudflarestream.com/${token}/manifest/video.m3u8`;
  expect(isMoved(`${old}master.m3u8`, `${fresh}master.m3u8`)).toBe(false);
  expect(isMoved(mux, `https://stream.mux.com/id.m3u8?token=${other}`)).toBe(false);
  expect(isMoved(cloudflare(one), cloudflare(other))).toBe(false);
  expect(isMoved(`${old}master.m3u8`, mux)).toBe(true);
  expect(isMoved(mux, cloudflare(one))).toBe(true);
  expect(isMoved(`${old}master.m3u8`, "https://files.example/v/new/org/video/2/master.m3u8")).toBe(
    true,
  );
});

it("never moves an address in a circle", () => {
  const addresses = createAddresses(`${old}master.m3u8`);
  addresses.renew(`${fresh}master.m3u8`);
  addresses.renew(`${old}master.m3u8`);
  expect(addresses.fresh(`${fresh}1.m4s`)).toBe(`${old}1.m4s`);
  expect(addresses.fresh(`${old}1.m4s`)).toBe(`${old}1.m4s`);
});

it.each([
  ["2026-01-01T00:10:00Z", 8 * 60_000],
  ["2026-01-01T00:01:00Z", 48_000],
  ["2026-01-01T00:00:00.5Z", 1000],
  // The clock is wrong, or the answer is.
  ["2025-12-31T00:00:00Z", 8 * 60_000],
  ["2027-01-01T00:00:00Z", 8 * 60_000],
  ["not a time", 8 * 60_000],
])("renews a token that ends at %s after %i ms", (ends, expected) => {
  expect(renewAfter(ends, Date.parse("2026-01-01T00:00:00Z"))).toBe(expected);
});
