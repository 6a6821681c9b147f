/**
 * Shades derived from an organization's color, readable whatever the color is.
 *
 * An organization gives one color. Text on it, text in it and soft surfaces of it are computed here so
 * that each pair reaches the contrast that WCAG 2.2 AA asks for (4.5 to 1 for text), light and dark.
 */

export type Rgb = { r: number; g: number; b: number };

const white: Rgb = { r: 255, g: 255, b: 255 };
const ink: Rgb = { r: 16, g: 22, b: 20 };
export const lightSurface: Rgb = { r: 250, g: 248, b: 244 };
export const darkSurface: Rgb = { r: 32, g: 38, b: 36 };
export const defaultColor = "#12695c";

export function parseHex(hex: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!match) return null;
  const channel = (index: number) => Number.parseInt(match[index] ?? "0", 16);
  return { r: channel(1), g: channel(2), b: channel(3) };
}

export function toHex({ r, g, b }: Rgb): string {
  return `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
}

function luminance({ r, g, b }: Rgb): number {
  const linear = (value: number) => {
    const unit = value / 255;
    return unit <= 0.04045 ? unit / 12.92 : ((unit + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** The WCAG contrast ratio of two colors, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const first = luminance(one) + 0.05;
  const second = luminance(other) + 0.05;
  return first > second ? first / second : second / first;
}

export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const blend = (a: number, b: number) => a + (b - a) * share;
  return { r: blend(from.r, to.r), g: blend(from.g, to.g), b: blend(from.b, to.b) };
}

/** Moves a color toward another one until it stands out enough from a background. */
function readable(color: Rgb, background: Rgb, toward: Rgb, ratio: number): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(color, toward, share);
    if (contrast(candidate, background) >= ratio) return candidate;
  }
  return toward;
}

export type BrandSurface = {
  /** Background of the main button. */
  fill: string;
  fillHover: string;
  /** Text on that background. */
  onFill: string;
  /** Links and colored text on the page. */
  text: string;
  /** A quiet tinted background, and its hover. */
  soft: string;
  softHover: string;
  /** Colored text on the quiet background. */
  onSoft: string;
  line: string;
};

function surface(color: Rgb, background: Rgb, dark: boolean): BrandSurface {
  // A fill that melts into the page is no button: 3 to 1 against the page for dark colors in the dark.
  const fill = dark ? readable(color, background, white, 2.2) : color;
  const onFill = contrast(white, fill) >= 4.5 ? white : contrast(ink, fill) >= 4.5 ? ink : white;
  const toward = dark ? white : ink;
  const soft = mix(background, fill, dark ? 0.2 : 0.11);
  const softHover = mix(background, fill, dark ? 0.28 : 0.18);
  return {
    fill: toHex(
      onFill === white && contrast(white, fill) < 4.5 ? readable(fill, white, ink, 4.5) : fill,
    ),
    fillHover: toHex(mix(fill, onFill === white ? ink : white, 0.14)),
    onFill: toHex(onFill),
    text: toHex(readable(fill, background, toward, 4.8)),
    soft: toHex(soft),
    softHover: toHex(softHover),
    onSoft: toHex(readable(fill, softHover, toward, 4.8)),
    line: toHex(mix(background, fill, 0.35)),
  };
}

export function brandSurfaces(hex: string | null | undefined): {
  light: BrandSurface;
  dark: BrandSurface;
} {
  const color = parseHex(hex ?? defaultColor) ?? parseHex(defaultColor) ?? ink;
  return { light: surface(color, lightSurface, false), dark: surface(color, darkSurface, true) };
}

/** Ten steps from nearly white to nearly black, which is the shape that the component library wants. */
export function brandTuple(hex: string | null | undefined) {
  const color = parseHex(hex ?? defaultColor) ?? ink;
  const step = (share: number) =>
    toHex(share < 0 ? mix(color, white, -share) : mix(color, ink, share));
  return [
    step(-0.92),
    step(-0.82),
    step(-0.66),
    step(-0.5),
    step(-0.33),
    step(-0.16),
    step(0),
    step(0.16),
    step(0.32),
    step(0.48),
  ] as const;
}
