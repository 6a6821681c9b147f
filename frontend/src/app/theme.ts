import { t } from "@lingui/core/macro";
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type VariantColorsResolver,
} from "@mantine/core";
import { brandTuple } from "./brand";
import { colorVariables } from "./variables";

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
        hoverColor: "var(--brand-on-soft)",
        color: "var(--brand-text)",
        border: none,
      };
    case "outline":
      return {
        background: "transparent",
        hover: "var(--brand-soft)",
        hoverColor: "var(--brand-on-soft)",
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
  const closes = { defaultProps: { closeButtonProps: { "aria-label": t`Close` } } };
  // Without it a menu holds a place for the focus that is no item, which a menu may not.
  const itemsOnly = { defaultProps: { withInitialFocusPlaceholder: false } };
  return createTheme({
    components: { Notification: closes, Modal: closes, Drawer: closes, Menu: itemsOnly },
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

/** Our variables, as Mantine takes them. */
export function variablesFor(color: string | null | undefined): CSSVariablesResolver {
  const { light, dark } = colorVariables(color);
  return () => ({ variables: {}, light, dark });
}
