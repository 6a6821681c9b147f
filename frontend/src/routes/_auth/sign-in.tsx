import { createFileRoute, redirect } from "@tanstack/react-router";
import { isSignedIn } from "@/api/session";
import { safeNext } from "@/app/context";
import { SignInPage } from "@/features/identity/SignInPage";
import { textParam } from "@/lib/search";

export const Route = createFileRoute("/_auth/sign-in")({
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = safeNext(textParam(search, "next"));
    return next ? { next } : {};
  },
  beforeLoad: ({ search }) => {
    if (isSignedIn()) throw redirect({ href: search.next ?? "/dashboard" });
  },
  component: SignIn,
});

function SignIn() {
  const { next } = Route.useSearch();
  return <SignInPage next={next ?? "/dashboard"} />;
}
