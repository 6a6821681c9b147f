import { Tooltip, UnstyledButton } from "@mantine/core";
import type { ComponentProps } from "react";
import type { IconPart } from "@/ui/icon";
import classes from "./Controls.module.css";
import { usePortal } from "./player";

type Props = Omit<ComponentProps<"button">, "color" | "style"> & {
  label: string;
  /** As `aria-keyshortcuts` wants it. */
  keys?: string;
  icon: IconPart;
  filled?: boolean;
};

/** A button of the player: an icon with a name, which the tooltip shows with its key. */
export function ControlButton({ label, keys, icon: Icon, className, ...others }: Props) {
  const portalProps = usePortal();
  return (
    <Tooltip
      label={keys ? `${label} (${keys})` : label}
      portalProps={portalProps}
      position="top"
      openDelay={400}
      events={{ hover: true, focus: true, touch: false }}
      classNames={{ tooltip: classes.tooltip }}
    >
      <UnstyledButton
        className={className ? `${classes.button} ${className}` : classes.button}
        aria-label={label}
        aria-keyshortcuts={keys}
        {...others}
      >
        <Icon size={24} stroke={1.8} aria-hidden />
      </UnstyledButton>
    </Tooltip>
  );
}
