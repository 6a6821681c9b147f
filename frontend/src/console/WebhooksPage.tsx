import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect } from "@mantine/core";
import { IconRefresh, IconWebhook } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "@/api/client";
import { problemWords } from "@/api/words";
import { dateTime, relativeTime } from "@/lib/format";
import { announceDone, announceProblem } from "@/ui/announce";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { PageHeader } from "@/ui/PageHeader";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import rows from "@/ui/rows.module.css";
import { ShowMore } from "@/ui/ShowMore";
import { StatusBadge } from "@/ui/StatusBadge";
import { Anchor, setFilter, useAddress } from "./address";
import { api, type Webhook, webhooksQuery, workKey } from "./api";
import classes from "./Console.module.css";
import { webhookStateWord } from "./words";

/** Messages of the payment provider and of video hosts, as they came in. */
export function WebhooksPage() {
  const { t } = useLingui();
  const { search } = useAddress();
  const status = webhookStateWord(search.get("status"));
  const list = useInfiniteQuery(webhooksQuery(status));
  return (
    <>
      <PageTitle>{t`Webhooks – Lyceum console`}</PageTitle>
      <PageHeader title={<Trans>Webhooks</Trans>}>
        <Trans>
          What Stripe and video hosts told, as it came in. What is in a message is not shown.
        </Trans>
      </PageHeader>
      <div className={rows.tools}>
        <NativeSelect
          aria-label={t`Status`}
          size="md"
          value={status ?? ""}
          data={[
            { value: "", label: t`All` },
            { value: "received", label: t`Received` },
            { value: "applied", label: t`Followed` },
            { value: "foreign", label: t`Concerns nobody here` },
            { value: "unreadable", label: t`Cannot be read` },
          ]}
          onChange={(event) => setFilter("status", event.currentTarget.value)}
        />
      </div>
      {list.isPending ? (
        <RowsSkeleton count={6} />
      ) : list.isError && !list.data ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data.length === 0 ? (
        <EmptyState icon={IconWebhook} title={<Trans>Nothing here</Trans>}>
          {status ? (
            <Trans>Nobody has sent anything of this kind.</Trans>
          ) : (
            <Trans>Nobody has sent anything yet.</Trans>
          )}
        </EmptyState>
      ) : (
        <>
          <ul className={rows.list} aria-label={t`Webhooks`} id="work" tabIndex={-1}>
            {list.data.map((webhook) => (
              <Row key={webhook.id} webhook={webhook} />
            ))}
          </ul>
          <ShowMore list={list} />
        </>
      )}
    </>
  );
}

/** Names, the same in every language. */
const providers: Record<string, string> = {
  stripe: "Stripe",
  mux: "Mux",
  cloudflare: "Cloudflare Stream",
};

function Row({ webhook }: { webhook: Webhook }) {
  const { i18n } = useLingui();
  return (
    <li className={classes.job}>
      <div className={classes.words}>
        <h2 className={rows.name}>{webhook.kind}</h2>
        <p className={classes.marks}>
          <State status={webhook.status} />
          {webhook.organization_id ? (
            <Anchor href={`/organizations/${webhook.organization_id}`}>
              {webhook.organization_slug}
            </Anchor>
          ) : null}
          <span title={dateTime(i18n, webhook.received_at)}>
            <Trans>Came {relativeTime(i18n, webhook.received_at)}</Trans>
          </span>
          {webhook.applied_at ? (
            <span title={dateTime(i18n, webhook.applied_at)}>
              <Trans>followed {relativeTime(i18n, webhook.applied_at)}</Trans>
            </span>
          ) : null}
        </p>
        <p className={rows.note}>
          {providers[webhook.provider] ?? webhook.provider}
          {" · "}
          <code>{webhook.event_id}</code>
        </p>
        {webhook.note ? <p className={rows.note}>{webhook.note}</p> : null}
      </div>
      {webhook.organization_id ? <Replay webhook={webhook} /> : null}
    </li>
  );
}

function State({ status }: { status: string }) {
  if (status === "applied") {
    return (
      <StatusBadge tone="good">
        <Trans>Followed</Trans>
      </StatusBadge>
    );
  }
  if (status === "received") {
    return (
      <StatusBadge tone="warn">
        <Trans>Received</Trans>
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="quiet">
      {status === "foreign" ? <Trans>Concerns nobody here</Trans> : <Trans>Cannot be read</Trans>}
    </StatusBadge>
  );
}

function Replay({ webhook }: { webhook: Webhook }) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const replay = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/console/webhooks/{webhook_id}/replay", {
          params: { path: { webhook_id: webhook.id } },
          body: {},
        }),
      ),
    onSuccess: () => announceDone(t`Its sender is asked again how things stand.`),
    onError: (error) => announceProblem(problemWords(i18n, error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: workKey }),
  });
  return (
    <Button
      variant="default"
      size="md"
      leftSection={<IconRefresh size={18} aria-hidden />}
      aria-label={t`Follow again: ${webhook.kind}`}
      loading={replay.isPending}
      onClick={() => replay.mutate()}
    >
      <Trans>Follow again</Trans>
    </Button>
  );
}
