import { Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./AuthCard.module.css";

type Props = { title: ReactNode; intro?: ReactNode; children: ReactNode; footer?: ReactNode };

/** A narrow card with one thing to do: sign in, register, choose a password. */
export function AuthCard({ title, intro, children, footer }: Props) {
  return (
    <div className={classes.root}>
      <Paper className={classes.card}>
        <Title order={1} size="h2">
          {title}
        </Title>
        {intro ? (
          <Text c="dimmed" mt={6}>
            {intro}
          </Text>
        ) : null}
        <div className={classes.body}>{children}</div>
      </Paper>
      {footer ? <div className={classes.footer}>{footer}</div> : null}
    </div>
  );
}
