import { createFileRoute } from "@tanstack/react-router";
import { MailboxPage } from "@/features/mailbox/MailboxPage";

/** Mails of this installation while developing; the server answers 404 elsewhere. */
export const Route = createFileRoute("/dev/mailbox")({ component: MailboxPage });
