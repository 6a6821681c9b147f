/** Links of the app that look like the library's parts. */
import {
  ActionIcon,
  type ActionIconProps,
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  UnstyledButton,
  type UnstyledButtonProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

type Native<Props> = Props & Omit<ComponentPropsWithRef<"a">, keyof Props | "color">;

function ButtonAnchor(props: Native<ButtonProps>) {
  return <Button component="a" {...props} />;
}

function TextAnchor(props: Native<AnchorProps>) {
  return <Anchor component="a" {...props} />;
}

function IconAnchor(props: Native<ActionIconProps>) {
  return <ActionIcon component="a" {...props} />;
}

function PlainAnchor(props: Native<UnstyledButtonProps>) {
  return <UnstyledButton component="a" {...props} />;
}

/** A link that looks like a button. */
export const LinkButton = createLink(ButtonAnchor);
/** A link in running text. */
export const LinkText = createLink(TextAnchor);
/** An icon that leads somewhere; give it an `aria-label`. */
export const LinkIcon = createLink(IconAnchor);
/** A card or row that leads somewhere, without a look of its own. */
export const LinkPlain = createLink(PlainAnchor);
