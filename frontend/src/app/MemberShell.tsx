import { Trans, useLingui } from "@lingui/react/macro";
import { AppShell, Burger, Group, NavLink, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useRefusal } from "@/api/refusal";
import { useIsSupport, useMe, useOrganization } from "@/api/viewer";
import { LinkPlain } from "@/lib/links";
import { OrganizationLogo } from "@/ui/Logo";
import { Changeable } from "@/ui/Refusable";
import classes from "./MemberShell.module.css";
import { navFor } from "./nav";
import { SkipLink } from "./SkipLink";
import { UserMenu } from "./UserMenu";

// Learners and visitors load none of it.
const WaitingMails = lazy(() => import("./WaitingMails"));
const PlanNotices = lazy(async () => ({ default: (await import("./PlanNotices")).PlanNotices }));

/** Header, navigation and content for people who are signed in. */
export function MemberShell({ children }: { children: ReactNode }) {
  const { t, i18n } = useLingui();
  const [opened, { toggle, close }] = useDisclosure(false);
  const me = useMe();
  const organization = useOrganization();
  const isSupport = useIsSupport();
  const refusal = useRefusal();
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 248, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={0}
    >
      <SkipLink />
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" className={classes.start}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? t`Close the menu` : t`Open the menu`}
              aria-expanded={opened}
            />
            <LinkPlain
              to={isSupport ? "/courses" : "/dashboard"}
              className={classes.home}
              onClick={close}
            >
              <OrganizationLogo
                name={organization?.name ?? ""}
                logoUrl={organization?.branding.logo_url}
              />
            </LinkPlain>
          </Group>
          {isSupport ? null : <UserMenu me={me} />}
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label={t`Main`}>
        <ScrollArea p="sm" type="never">
          {navFor(me?.can, isSupport).map((group) => (
            <section key={group.id} className={classes.group} aria-labelledby={`nav-${group.id}`}>
              <h2 id={`nav-${group.id}`} className={classes.label}>
                {i18n._(group.label)}
              </h2>
              {group.items.map((item) => (
                <NavLink
                  key={item.to}
                  renderRoot={(props) => <Link to={item.to} {...props} />}
                  label={i18n._(item.label)}
                  leftSection={<item.icon size={20} stroke={1.6} aria-hidden />}
                  className={classes.link}
                  onClick={close}
                />
              ))}
            </section>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main className={classes.main}>
        <div id="main" tabIndex={-1} className={classes.content}>
          <Changeable refusal={refusal}>
            {me && !me.email_verified ? <Unverified email={me.email} /> : null}
            {me?.can.use_courses ? (
              <Suspense fallback={null}>
                <PlanNotices />
                {me.can.manage_organization ? <WaitingMails /> : null}
              </Suspense>
            ) : null}
            {children}
          </Changeable>
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

function Unverified({ email }: { email: string }) {
  return (
    <p className={classes.unverified}>
      <Trans>
        Please confirm your email address: we sent a link to {email}.{" "}
        <Link to="/resend-verification">Send it again</Link>
      </Trans>
    </p>
  );
}
