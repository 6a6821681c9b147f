import type { Icon } from "@tabler/icons-react";

/** Any icon of the icon set. */
export type IconPart = Icon;
