import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./PageHeader.module.css";

type Props = {
  title: ReactNode;
  /** One sentence under the title. */
  children?: ReactNode;
  /** Buttons at the end of the line; below the title on a phone. */
  actions?: ReactNode;
  /** What stands above the title: a way back, or where this is. */
  above?: ReactNode;
};

/** The one first-level heading of a page. */
export function PageHeader({ title, children, actions, above }: Props) {
  return (
    <header className={classes.root}>
      {above ? <div className={classes.above}>{above}</div> : null}
      <Group justify="space-between" align="flex-end" gap="md">
        <div className={classes.words}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {children ? (
            <Text c="dimmed" mt={4} maw="44rem">
              {children}
            </Text>
          ) : null}
        </div>
        {actions ? <Group gap="xs">{actions}</Group> : null}
      </Group>
    </header>
  );
}
