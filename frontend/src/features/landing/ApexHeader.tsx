import { Trans, useLingui } from "@lingui/react/macro";
import { SkipLink } from "@/app/SkipLink";
import { LinkButton, LinkPlain } from "@/lib/links";
import { Logo } from "@/ui/Logo";
import classes from "./ApexHeader.module.css";

export function ApexHeader({ quiet }: { quiet?: boolean }) {
  const { t } = useLingui();
  return (
    <>
      <SkipLink />
      <header className={classes.root}>
        <LinkPlain to="/" aria-label={t`Lyceum, start`}>
          <Logo />
        </LinkPlain>
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
            <LinkButton to="/sign-up">
              <Trans>Start now</Trans>
            </LinkButton>
          </nav>
        )}
      </header>
    </>
  );
}
