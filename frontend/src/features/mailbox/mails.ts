/** The mails of a development installation: no part of the documented API, so read with care. */
import { isRecord, problemFrom } from "@/api/problem";

export type DevMail = {
  id: string;
  to: string;
  subject: string;
  sent_at: string;
  html: string;
  text: string;
  links: string[];
};

function words(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function readMail(value: unknown): DevMail[] {
  if (!isRecord(value) || typeof value["id"] !== "string") return [];
  const links: unknown = value["links"];
  return [
    {
      id: value["id"],
      to: words(value["to"]),
      subject: words(value["subject"]),
      sent_at: words(value["sent_at"]),
      html: words(value["html"]),
      text: words(value["text"]),
      links: Array.isArray(links) ? links.filter((link) => typeof link === "string") : [],
    },
  ];
}

export async function fetchMails(): Promise<DevMail[]> {
  const response = await fetch("/api/v1/dev/mails");
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemFrom(response.status, body);
  const items: unknown = isRecord(body) ? body["items"] : null;
  return Array.isArray(items) ? items.flatMap(readMail) : [];
}
