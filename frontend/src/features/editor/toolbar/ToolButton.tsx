import { Tooltip, UnstyledButton } from "@mantine/core";
import type { ComponentPropsWithRef } from "react";
import type { IconPart } from "@/ui/icon";
import { ariaKeys, shownKeys } from "./tools";
import classes from "./Toolbar.module.css";

type Props = Omit<ComponentPropsWithRef<"button">, "children" | "color"> & {
  label: string;
  icon: IconPart;
  keys?: string;
  /** Absent for a button that is no switch. */
  pressed?: boolean;
};

/** A button of the toolbar: an icon with a name, its shortcut in the tooltip. */
export function ToolButton({
  label,
  icon: Icon,
  keys,
  pressed,
  disabled,
  className,
  ...rest
}: Props) {
  return (
    <Tooltip label={keys ? `${label} (${shownKeys(keys)})` : label} openDelay={300} withinPortal>
      <UnstyledButton
        className={className ? `${classes.button} ${className}` : classes.button}
        aria-label={label}
        aria-pressed={pressed}
        // Focusable while it is off, so that the arrow keys never lose their place.
        aria-disabled={disabled || undefined}
        aria-keyshortcuts={keys ? ariaKeys(keys) : undefined}
        data-tool
        // The selection in the text stays where it is.
        onMouseDown={(event) => event.preventDefault()}
        {...rest}
        onClick={disabled ? undefined : rest.onClick}
      >
        <Icon size={20} stroke={1.8} aria-hidden />
      </UnstyledButton>
    </Tooltip>
  );
}
