/** Short messages that go away by themselves. What must not be missed belongs on the page instead. */
import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";

export function announceDone(message: ReactNode) {
  notifications.show({ message, color: "brand", autoClose: 4000 });
}

export function announceProblem(message: ReactNode) {
  notifications.show({ message, color: "red", autoClose: 8000 });
}
