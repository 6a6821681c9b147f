import { Trans, useLingui } from "@lingui/react/macro";
import { SkipLink } from "@/app/SkipLink";
import { Logo } from "@/ui/Logo";
import classes from "./ApexHeader.module.css";
import buttons from "./buttons.module.css";

export function ApexHeader({ quiet }: { quiet?: boolean }) {
  const { t } = useLingui();
  return (
    <>
      <SkipLink />
      <header className={classes.root}>
        <a href="/" className={classes.home} aria-label={t`Lyceum, start`}>
          <Logo />
        </a>
        {quiet ? null : (
          <nav className={classes.nav} aria-label={t`Main`}>
            <a className={classes.link} href="#how">
              <Trans>How it works</Trans>
            </a>
            <a className={classes.link} href="/docs">
              <Trans>API</Trans>
            </a>
            <a className={classes.link} href="#sign-in">
              <Trans>Sign in</Trans>
            </a>
            <a className={buttons.filled} href="/sign-up">
              <Trans>Start now</Trans>
            </a>
          </nav>
        )}
      </header>
    </>
  );
}
