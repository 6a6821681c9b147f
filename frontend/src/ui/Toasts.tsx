import { Notifications } from "@mantine/notifications";
import { useSyncExternalStore } from "react";
import { hasTray, onTray } from "@/lib/uploads/presence";

/** Where short messages appear: at the bottom, or at the top while the uploads are at the bottom. Once per layout. */
export function Toasts() {
  const isBottomTaken = useSyncExternalStore(onTray, hasTray);
  return <Notifications position={isBottomTaken ? "top-center" : "bottom-center"} limit={3} />;
}
