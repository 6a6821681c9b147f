import { Stack, Text, Title, type TitleOrder } from "@mantine/core";
import type { ReactNode } from "react";
import type { IconPart } from "./icon";
import classes from "./EmptyState.module.css";

type Props = {
  icon: IconPart;
  title: ReactNode;
  /** What this place is for, in a sentence. */
  children?: ReactNode;
  /** The next thing to do. */
  action?: ReactNode;
  order?: TitleOrder;
};

/** Says that a list or page is empty, why, and what to do about it. */
export function EmptyState({ icon: Icon, title, children, action, order = 2 }: Props) {
  return (
    <Stack align="center" gap="sm" className={classes.root}>
      <span className={classes.icon}>
        <Icon size={28} stroke={1.6} aria-hidden />
      </span>
      <Title order={order} size="h3" ta="center">
        {title}
      </Title>
      {children ? (
        <Text c="dimmed" ta="center" maw="28rem">
          {children}
        </Text>
      ) : null}
      {action ? <div className={classes.action}>{action}</div> : null}
    </Stack>
  );
}
