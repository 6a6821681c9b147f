import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type VariantColorsResolver,
} from "@mantine/core";
import { type BrandSurface, brandSurfaces, brandTuple } from "./brand";

const sans = '"Figtree Variable", system-ui, -apple-system, "Segoe UI", sans-serif';
const serif = '"Literata Variable", Georgia, "Times New Roman", serif';
const mono = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

const brandVariants: VariantColorsResolver = (input) => {
  const color = input.color ?? input.theme.primaryColor;
  if (color !== "brand") return defaultVariantColorsResolver(input);
  const none = "1px solid transparent";
  switch (input.variant) {
    case "filled":
      return {
        background: "var(--brand-fill)",
        hover: "var(--brand-fill-hover)",
        color: "var(--brand-on-fill)",
        border: none,
      };
    case "light":
      return {
        background: "var(--brand-soft)",
        hover: "var(--brand-soft-hover)",
        color: "var(--brand-on-soft)",
        border: none,
      };
    case "subtle":
      return {
        background: "transparent",
        hover: "var(--brand-soft)",
        color: "var(--brand-text)",
        border: none,
      };
    case "outline":
      return {
        background: "transparent",
        hover: "var(--brand-soft)",
        color: "var(--brand-text)",
        border: "1px solid var(--brand-line)",
      };
    case "transparent":
      return {
        background: "transparent",
        hover: "transparent",
        color: "var(--brand-text)",
        border: none,
      };
    default:
      return defaultVariantColorsResolver(input);
  }
};

/** The look of an organization: everything is ours except its color. */
export function themeFor(color: string | null | undefined) {
  return createTheme({
    primaryColor: "brand",
    primaryShade: 6,
    autoContrast: true,
    colors: {
      brand: brandTuple(color),
      gray: [
        "#faf8f4",
        "#f3f0ea",
        "#e8e4dc",
        "#d8d3c9",
        "#c2bcb0",
        "#9c968a",
        "#777268",
        "#595650",
        "#3b3936",
        "#232220",
      ],
      dark: [
        "#e4e7e5",
        "#c3c9c6",
        "#a3aba7",
        "#78817d",
        "#454e4a",
        "#39423e",
        "#2b3330",
        "#202624",
        "#191e1c",
        "#121615",
      ],
    },
    fontFamily: sans,
    fontFamilyMonospace: mono,
    headings: { fontFamily: serif, fontWeight: "600", textWrap: "balance" },
    defaultRadius: "md",
    cursorType: "pointer",
    variantColorResolver: brandVariants,
    respectReducedMotion: true,
  });
}

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
export function variablesFor(color: string | null | undefined): CSSVariablesResolver {
  const { light, dark } = brandSurfaces(color);
  return () => ({
    variables: {},
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
  });
}
