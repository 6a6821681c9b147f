import { Trans } from "@lingui/react/macro";
import { Box } from "@mantine/core";
import type { ReactNode } from "react";
import { type BrandSurface, brandSurfaces } from "@/app/brand";
import { colorVariables } from "@/app/variables";
import { OrganizationLogo } from "@/ui/Logo";
import classes from "./Settings.module.css";

type Props = { name: string; color: string | null; logoUrl: string | null };

/** How the color and the logo will look, on light and on dark. */
export function BrandPreview({ name, color, logoUrl }: Props) {
  const variables = colorVariables(color);
  return (
    <div className={classes.previews}>
      <Sample label={<Trans>Light theme</Trans>} variables={variables.light}>
        <OrganizationLogo name={name} logoUrl={logoUrl} />
      </Sample>
      <Sample label={<Trans>Dark theme</Trans>} variables={variables.dark}>
        <OrganizationLogo name={name} logoUrl={logoUrl} />
      </Sample>
    </div>
  );
}

type SampleProps = {
  label: ReactNode;
  variables: Record<`--${string}`, string>;
  children: ReactNode;
};

function Sample({ label, variables, children }: SampleProps) {
  const vars = {
    ...variables,
    "--sample-page": variables["--surface"],
    "--sample-text": variables["--mantine-color-text"],
  };
  return (
    <Box className={classes.preview} __vars={vars}>
      <p className={classes.theme}>{label}</p>
      <div className={classes.head}>{children}</div>
      <span className={classes.button}>
        <Trans>Continue</Trans>
      </span>
      <span className={classes.quiet}>
        <Trans>In progress</Trans>
      </span>
      <span className={classes.link}>
        <Trans>A link in a sentence</Trans>
      </span>
    </Box>
  );
}

function Shade({ color }: { color: string }) {
  return (
    <>
      <Box component="span" className={classes.swatch} __vars={{ "--sample-color": color }} />{" "}
      {color}
    </>
  );
}

function parts(color: string, surface: BrandSurface) {
  const wanted = color.toLowerCase();
  return { fill: surface.fill !== wanted, text: surface.text !== wanted };
}

/** What was changed of a color so that words in it and on it stay readable; null if nothing was. */
export function adjustments(color: string): ReactNode {
  const { light, dark } = brandSurfaces(color);
  const onLight = parts(color, light);
  const onDark = parts(color, dark);
  if (!onLight.fill && !onLight.text && !onDark.fill && !onDark.text) return null;
  return (
    <>
      {onLight.fill ? (
        <div>
          <Trans>
            Buttons, light theme: <Shade color={light.fill} />
          </Trans>
        </div>
      ) : null}
      {onLight.text ? (
        <div>
          <Trans>
            Links, light theme: <Shade color={light.text} />
          </Trans>
        </div>
      ) : null}
      {onDark.fill ? (
        <div>
          <Trans>
            Buttons, dark theme: <Shade color={dark.fill} />
          </Trans>
        </div>
      ) : null}
      {onDark.text ? (
        <div>
          <Trans>
            Links, dark theme: <Shade color={dark.text} />
          </Trans>
        </div>
      ) : null}
    </>
  );
}
