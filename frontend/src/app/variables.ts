/** The colors of the app as CSS variables, light and dark. */
import { type BrandSurface, brandSurfaces } from "./brand";

function brandVariables(surface: BrandSurface): Record<string, string> {
  return {
    "--brand-fill": surface.fill,
    "--brand-fill-hover": surface.fillHover,
    "--brand-on-fill": surface.onFill,
    "--brand-text": surface.text,
    "--brand-soft": surface.soft,
    "--brand-soft-hover": surface.softHover,
    "--brand-on-soft": surface.onSoft,
    "--brand-line": surface.line,
    "--mantine-color-anchor": surface.text,
    "--mantine-primary-color-filled": surface.fill,
    "--mantine-primary-color-filled-hover": surface.fillHover,
    "--mantine-primary-color-contrast": surface.onFill,
    "--mantine-color-brand-filled": surface.fill,
    "--mantine-color-brand-light": surface.soft,
    "--mantine-color-brand-light-hover": surface.softHover,
    "--mantine-color-brand-light-color": surface.onSoft,
    "--mantine-color-brand-text": surface.text,
    "--mantine-color-brand-outline": surface.text,
  };
}

/** Mantine's own muted and error colors miss 4.5 to 1 on small text: ours do not. */
export function colorVariables(color: string | null | undefined) {
  const { light, dark } = brandSurfaces(color);
  return {
    light: {
      ...brandVariables(light),
      "--mantine-color-body": "#fdfcfa",
      "--mantine-color-text": "#1d2421",
      "--mantine-color-dimmed": "#5a625e",
      "--mantine-color-placeholder": "#6b736f",
      "--mantine-color-error": "#b3261e",
      "--mantine-color-default-border": "#d8d3c9",
      "--surface": "#ffffff",
      "--surface-sunken": "#f5f2ec",
      "--line": "#e6e1d8",
      "--text-muted": "#5a625e",
      "--good": "#1c6b3c",
      "--good-soft": "#e3f3e8",
      "--warn": "#7a4b00",
      "--warn-soft": "#fdf0d5",
      "--bad": "#a6201a",
      "--bad-soft": "#fbe6e3",
      "--info": "#1d4f91",
      "--info-soft": "#e4edf9",
    },
    dark: {
      ...brandVariables(dark),
      "--mantine-color-body": "#161a19",
      "--mantine-color-text": "#e6e9e7",
      "--mantine-color-dimmed": "#a8b0ac",
      "--mantine-color-placeholder": "#959e99",
      "--mantine-color-error": "#ff9d94",
      "--mantine-color-default-border": "#454e4a",
      "--surface": "#1e2422",
      "--surface-sunken": "#191e1c",
      "--line": "#313a36",
      "--text-muted": "#a8b0ac",
      "--good": "#8fd6a8",
      "--good-soft": "#1d3326",
      "--warn": "#f3c677",
      "--warn-soft": "#382c16",
      "--bad": "#ffa79f",
      "--bad-soft": "#3d2220",
      "--info": "#a4c8f7",
      "--info-soft": "#1d2c40",
    },
  };
}
