import { createFileRoute } from "@tanstack/react-router";
import { AuditPage } from "@/features/admin/AuditPage";
import { auditQuery } from "@/features/admin/queries";
import { textParam } from "@/lib/search";

type Search = { action?: string; person?: string };

export const Route = createFileRoute("/_site/_member/admin/audit")({
  validateSearch: (search: Record<string, unknown>): Search => {
    const action = textParam(search, "action");
    const person = textParam(search, "person");
    return { ...(action ? { action } : {}), ...(person ? { person } : {}) };
  },
  loaderDeps: ({ search: { action, person } }): Search => ({ action, person }),
  loader: ({ context, deps }) =>
    context.queryClient.ensureInfiniteQueryData(auditQuery(deps.action, deps.person)),
  component: Audit,
});

function Audit() {
  const { action, person } = Route.useSearch();
  const navigate = Route.useNavigate();
  const go = (search: Search) => void navigate({ search, replace: true });
  return (
    <AuditPage
      action={action}
      actorId={person}
      onAction={(next) => go({ person, action: next || undefined })}
      onActor={(next) => go({ action, person: next ?? undefined })}
      onClear={() => go({})}
    />
  );
}
