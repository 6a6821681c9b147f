import type { QueryClient } from "@tanstack/react-query";
import { notFound, redirect } from "@tanstack/react-router";
import { isSignedIn } from "@/api/session";
import { meQuery } from "@/api/viewer";
import type { Site } from "./site";

/** What every route knows before it loads. */
export type RouterContext = { queryClient: QueryClient; site: Site };

/** For routes that only an organization's host has. */
export function needOrganization({ context }: { context: RouterContext }) {
  if (context.site !== "organization") throw notFound();
}

/** For routes that only the apex has. */
export function needApex({ context }: { context: RouterContext }) {
  if (context.site !== "apex") throw notFound();
}

/** For routes of people who are signed in: others sign in first and come back. */
export async function needMember({
  context,
  location,
}: {
  context: RouterContext;
  location: { href: string };
}) {
  if (context.site !== "organization") throw notFound();
  if (!isSignedIn()) throw redirect({ to: "/sign-in", search: { next: location.href } });
  await context.queryClient.ensureQueryData(meQuery);
}

/** Only addresses of this site may be gone to after sign-in. */
export function safeNext(next: string | undefined): string | null {
  if (!next || !next.startsWith("/") || next.startsWith("//") || next.startsWith("/\\"))
    return null;
  return next;
}
