import { Trans, useLingui } from "@lingui/react/macro";
import {
  Avatar,
  isMantineColorScheme,
  Menu,
  Skeleton,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Schema } from "@/api/types";
import { useSignOut } from "./useSignOut";

/** The person at the end of the header: account, theme, sign out. */
export function UserMenu({ me }: { me: Schema<"Me"> | undefined }) {
  const { t } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  if (!me) return <Skeleton circle height={44} />;
  return (
    <Menu position="bottom-end" width={240} withArrow>
      <Menu.Target>
        <UnstyledButton>
          <Avatar name={me.name} color="brand" radius="xl" size={44} />
          <VisuallyHidden>{t`Your menu`}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name}
          <br />
          {me.email}
        </Menu.Label>
        <Menu.Item
          renderRoot={(props) => <Link to="/account" {...props} />}
          leftSection={<IconUser size={18} stroke={1.6} aria-hidden />}
        >
          <Trans>My account</Trans>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>
          <Trans>Theme</Trans>
        </Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(scheme) => setColorScheme(isMantineColorScheme(scheme) ? scheme : "auto")}
        >
          <Menu.RadioItem
            value="light"
            rightSection={<IconSun size={18} stroke={1.6} aria-hidden />}
          >
            <Trans>Light</Trans>
          </Menu.RadioItem>
          <Menu.RadioItem
            value="dark"
            rightSection={<IconMoon size={18} stroke={1.6} aria-hidden />}
          >
            <Trans>Dark</Trans>
          </Menu.RadioItem>
          <Menu.RadioItem
            value="auto"
            rightSection={<IconDeviceDesktop size={18} stroke={1.6} aria-hidden />}
          >
            <Trans>Like the system</Trans>
          </Menu.RadioItem>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          onClick={signOut}
          leftSection={<IconLogout size={18} stroke={1.6} aria-hidden />}
        >
          <Trans>Sign out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
