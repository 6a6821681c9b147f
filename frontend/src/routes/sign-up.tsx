import { createFileRoute } from "@tanstack/react-router";
import { needApex } from "@/app/context";
import { SignUpPage } from "@/features/landing/SignUpPage";
import { textParam } from "@/lib/search";

export const Route = createFileRoute("/sign-up")({
  validateSearch: (search: Record<string, unknown>): { name?: string } => {
    const name = textParam(search, "name");
    return name ? { name } : {};
  },
  beforeLoad: needApex,
  component: SignUp,
});

function SignUp() {
  const { name } = Route.useSearch();
  return <SignUpPage initialName={name} />;
}
