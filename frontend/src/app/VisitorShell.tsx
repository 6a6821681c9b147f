import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { useOrganization } from "@/api/viewer";
import { LinkButton, LinkPlain } from "@/lib/links";
import { OrganizationLogo } from "@/ui/Logo";
import { SkipLink } from "./SkipLink";
import classes from "./VisitorShell.module.css";

/** Header and footer of an organization's public pages. */
export function VisitorShell({ children, bare }: { children: ReactNode; bare?: boolean }) {
  const { t } = useLingui();
  const organization = useOrganization();
  const name = organization?.name ?? "";
  return (
    <div className={classes.root}>
      <SkipLink />
      <header className={classes.header}>
        <LinkPlain to="/" className={classes.home}>
          <OrganizationLogo name={name} logoUrl={organization?.branding.logo_url} />
        </LinkPlain>
        {bare ? null : (
          <nav className={classes.nav} aria-label={t`Main`}>
            <LinkButton to="/catalog" variant="subtle" color="gray" className={classes.quiet}>
              <Trans>Courses</Trans>
            </LinkButton>
            <LinkButton to="/sign-in" variant="default">
              <Trans>Sign in</Trans>
            </LinkButton>
            {organization?.self_registration ? (
              <LinkButton to="/register" className={classes.wide}>
                <Trans>Create an account</Trans>
              </LinkButton>
            ) : null}
          </nav>
        )}
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
      <footer className={classes.footer}>
        <span>{name}</span>
        <span>
          <Trans>Runs on Lyceum</Trans>
        </span>
      </footer>
    </div>
  );
}
