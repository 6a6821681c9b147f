import { expect, test } from "vitest";
import { brandSurfaces, contrast, darkSurface, lightSurface, parseHex, type Rgb } from "./brand";

const colors = [
  "#000000",
  "#ffffff",
  "#ffcc00",
  "#12695c",
  "#ff0000",
  "#00ff00",
  "#0000ff",
  "#808080",
  "#777777",
  "#f5f5dc",
  "#3b0764",
  "#fde68a",
];

function rgb(hex: string): Rgb {
  const color = parseHex(hex);
  if (!color) throw new Error(`${hex} is no color`);
  return color;
}

test.each(colors)("%s stays readable on light and dark", (color) => {
  const { light, dark } = brandSurfaces(color);
  for (const [surface, page] of [
    [light, lightSurface],
    [dark, darkSurface],
  ] as const) {
    expect(contrast(rgb(surface.onFill), rgb(surface.fill))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rgb(surface.onFill), rgb(surface.fillHover))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rgb(surface.text), page)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rgb(surface.onSoft), rgb(surface.soft))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rgb(surface.onSoft), rgb(surface.softHover))).toBeGreaterThanOrEqual(4.5);
  }
});

test("a color that is none falls back to the product's", () => {
  expect(brandSurfaces("teal").light).toEqual(brandSurfaces(null).light);
});
