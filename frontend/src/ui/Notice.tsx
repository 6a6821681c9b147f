import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Notice.module.css";

export type Tone = "good" | "warn" | "bad" | "info";

const icons = {
  good: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconAlertTriangle,
  info: IconInfoCircle,
};

type Props = {
  tone: Tone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** `alert` is read out at once: for what just went wrong. `status` is read out when there is a pause. */
  role?: "alert" | "status";
};

/** A message that stays on the page. */
export function Notice({ tone, title, children, action, role }: Props) {
  const Icon = icons[tone];
  return (
    <div className={classes.root} data-tone={tone} role={role}>
      <Icon size={20} stroke={1.8} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        {title ? <div className={classes.title}>{title}</div> : null}
        {children ? <div>{children}</div> : null}
        {action ? <div className={classes.action}>{action}</div> : null}
      </div>
    </div>
  );
}
