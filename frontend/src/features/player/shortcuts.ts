import { useLocalStorage } from "@mantine/hooks";

/** Shortcuts of one letter disturb people who dictate: they can be turned off (WCAG 2.1.4). */
export function useShortcutsOn() {
  return useLocalStorage({ key: "lyceum.shortcuts", defaultValue: true });
}
