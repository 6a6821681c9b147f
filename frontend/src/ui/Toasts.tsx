import { Notifications } from "@mantine/notifications";

/** Where short messages appear. Once per layout. */
export function Toasts() {
  return <Notifications position="bottom-center" limit={3} />;
}
