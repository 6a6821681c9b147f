import { createFileRoute } from "@tanstack/react-router";
import { PeoplePage } from "@/features/people/PeoplePage";
import { invitationsQuery, membersQuery } from "@/features/people/queries";
import { type Role, roleParam } from "@/lib/roles";
import { textParam } from "@/lib/search";

type Search = { tab?: "invitations"; q?: string; role?: Role; status?: string };

export const Route = createFileRoute("/_site/_member/people/")({
  validateSearch: (search: Record<string, unknown>): Search => {
    const q = textParam(search, "q");
    const role = roleParam(search["role"]);
    const status = textParam(search, "status");
    return {
      ...(search["tab"] === "invitations" ? { tab: "invitations" } : {}),
      ...(q ? { q } : {}),
      ...(role ? { role } : {}),
      ...(status ? { status } : {}),
    };
  },
  loaderDeps: ({ search: { tab, q, role } }): Search => ({ tab, q, role }),
  loader: ({ context, deps }) =>
    deps.tab
      ? context.queryClient.ensureInfiniteQueryData(invitationsQuery)
      : context.queryClient.ensureInfiniteQueryData(membersQuery(deps.q, deps.role)),
  component: People,
});

function People() {
  const { tab, q, role, status } = Route.useSearch();
  const navigate = Route.useNavigate();
  const go = (search: Search) => void navigate({ search, replace: true });
  return (
    <PeoplePage
      tab={tab ?? "members"}
      q={q}
      role={role}
      status={status}
      onTab={(next) => go(next === "invitations" ? { tab: "invitations" } : {})}
      onSearch={(words) => go({ role, q: words || undefined })}
      onRole={(next) => go({ q, role: roleParam(next) })}
      onStatus={(next) => go({ tab, status: next || undefined })}
      onClear={() => go({})}
    />
  );
}
