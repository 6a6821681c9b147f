import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { AppShell, Burger, Button, NavLink } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconBuildingCommunity,
  IconGauge,
  IconHistory,
  IconListCheck,
  IconLogout,
  IconMail,
  IconWebhook,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { done } from "@/api/client";
import { problemWords } from "@/api/words";
import { SkipLink } from "@/app/SkipLink";
import { announceProblem } from "@/ui/announce";
import type { IconPart } from "@/ui/icon";
import { Anchor, go, useAddress } from "./address";
import { api, type ConsoleSchema, sessionQuery } from "./api";
import classes from "./Console.module.css";

const screens: { href: string; label: MessageDescriptor; icon: IconPart }[] = [
  { href: "/", label: msg`Overview`, icon: IconGauge },
  { href: "/organizations", label: msg`Organizations`, icon: IconBuildingCommunity },
  { href: "/jobs", label: msg`Jobs`, icon: IconListCheck },
  { href: "/emails", label: msg`Emails`, icon: IconMail },
  { href: "/webhooks", label: msg`Webhooks`, icon: IconWebhook },
  { href: "/log", label: msg`Operators’ log`, icon: IconHistory },
];

type Session = ConsoleSchema<"OperatorSession">;

function isAt(path: string, href: string): boolean {
  return href === "/" ? path === "/" || path === "/setup" : path.startsWith(href);
}

/** Header, navigation and content for operators. */
export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const { t, i18n } = useLingui();
  const { path } = useAddress();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 248, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={0}
    >
      <SkipLink />
      <AppShell.Header className={classes.header}>
        <Burger
          opened={opened}
          onClick={toggle}
          hiddenFrom="sm"
          size="sm"
          aria-label={opened ? t`Close the menu` : t`Open the menu`}
          aria-expanded={opened}
        />
        <Anchor href="/" className={classes.brand} onClick={close}>
          <Brand />
        </Anchor>
        <span className={classes.operator}>{session.name}</span>
        <SignOut />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label={t`Main`}>
        {screens.map((screen) => (
          <NavLink
            key={screen.href}
            renderRoot={(props) => (
              <Anchor
                {...props}
                href={screen.href}
                aria-current={isAt(path, screen.href) ? "page" : undefined}
              />
            )}
            label={i18n._(screen.label)}
            leftSection={<screen.icon size={20} stroke={1.6} aria-hidden />}
            className={classes.link}
            onClick={close}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main>
        <div id="main" tabIndex={-1} className={classes.content}>
          {children}
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

/** The frame of the first pages. */
export function Entrance({ children }: { children: ReactNode }) {
  return (
    <main className={classes.entrance}>
      <p className={classes.brand}>
        <Brand />
      </p>
      {children}
    </main>
  );
}

function Brand() {
  return (
    <>
      <strong>Lyceum</strong>{" "}
      <span>
        <Trans>Console</Trans>
      </span>
    </>
  );
}

function SignOut() {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => done(api.DELETE("/api/v1/console/sessions/current")),
    onSuccess: () => {
      // What was seen goes; the session's own entry is watched, and says at once that there is none.
      queryClient.setQueryData(sessionQuery.queryKey, null);
      queryClient.removeQueries({ predicate: ({ queryKey: [first] }) => first !== "session" });
      go("/", { replace: true });
    },
    onError: (error) => announceProblem(problemWords(i18n, error)),
  });
  return (
    <Button
      variant="default"
      size="md"
      aria-label={t`Sign out`}
      loading={signOut.isPending}
      onClick={() => signOut.mutate()}
      leftSection={<IconLogout size={18} aria-hidden />}
      classNames={{ root: classes.signOut, section: classes.signOutIcon }}
    >
      <span className={classes.wide}>
        <Trans>Sign out</Trans>
      </span>
    </Button>
  );
}
