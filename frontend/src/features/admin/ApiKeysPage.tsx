import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, done } from "@/api/client";
import type { Schema } from "@/api/types";
import { longDate, relativeTime } from "@/lib/format";
import { announceDone } from "@/ui/announce";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RowsSkeleton } from "@/ui/PageSkeleton";
import { PageTitle } from "@/ui/PageTitle";
import { Refusable } from "@/ui/Refusable";
import rows from "@/ui/rows.module.css";
import { ShowMore } from "@/ui/ShowMore";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./Admin.module.css";
import { CreateApiKey } from "./CreateApiKey";
import { apiKeysKey, apiKeysQuery } from "./queries";
import { scopeName } from "./scopes";

/** The caller's keys for programs. */
export function ApiKeysPage() {
  const { t } = useLingui();
  const [creating, { open, close }] = useDisclosure(false);
  const create = (
    <Refusable>
      <Button size="md" leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
        <Trans>New API key</Trans>
      </Button>
    </Refusable>
  );
  return (
    <>
      <PageTitle>{t`API keys`}</PageTitle>
      <div className={`${rows.tools} ${classes.top}`}>
        <p className={classes.lead}>
          <Trans>
            Your keys let programs act in your name, within what you may do yourself. What they can
            call is in the <Anchor href="/docs">API reference</Anchor>.
          </Trans>
        </p>
        {create}
      </div>
      <Keys onCreate={open} />
      <CreateApiKey opened={creating} onClose={close} />
    </>
  );
}

function Keys({ onCreate }: { onCreate: () => void }) {
  const { t } = useLingui();
  const keys = useInfiniteQuery(apiKeysQuery);
  if (keys.isPending) return <RowsSkeleton count={3} />;
  if (keys.isError && !keys.data) {
    return <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />;
  }
  if (keys.data.length === 0) {
    return (
      <EmptyState
        icon={IconKey}
        title={<Trans>No API keys yet</Trans>}
        action={
          <Refusable>
            <Button variant="light" size="md" onClick={onCreate}>
              <Trans>Create a key</Trans>
            </Button>
          </Refusable>
        }
      >
        <Trans>Make one for each program, so that you can revoke it alone.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={rows.list} aria-label={t`API keys`}>
        {keys.data.map((key) => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
      <ShowMore list={keys} />
    </>
  );
}

function hasPassed(iso: string | null): boolean {
  return iso != null && new Date(iso).getTime() <= Date.now();
}

function KeyRow({ apiKey }: { apiKey: Schema<"ApiKey"> }) {
  const { i18n } = useLingui();
  const isRevoked = apiKey.revoked_at != null;
  const isExpired = hasPassed(apiKey.expires_at);
  const scopes = apiKey.scopes.map((scope) => i18n._(scopeName(scope))).join(", ");
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <h2 className={`${rows.name} ${classes.name}`}>
          {apiKey.name}
          {isRevoked ? (
            <StatusBadge tone="quiet">
              <Trans>Revoked</Trans>
            </StatusBadge>
          ) : isExpired ? (
            <StatusBadge tone="warn">
              <Trans>Expired</Trans>
            </StatusBadge>
          ) : (
            <StatusBadge tone="good">
              <Trans>Active</Trans>
            </StatusBadge>
          )}
        </h2>
        <p className={rows.note}>
          <code>{apiKey.prefix}…</code> · {scopes}
        </p>
        <p className={rows.note}>
          <Trans>Created {longDate(i18n, apiKey.created_at)}</Trans>
          {" · "}
          {apiKey.last_used_at ? (
            <Trans>Last used {relativeTime(i18n, apiKey.last_used_at)}</Trans>
          ) : (
            <Trans>Never used</Trans>
          )}
          {" · "}
          {apiKey.expires_at ? (
            isExpired ? (
              <Trans>Expired {longDate(i18n, apiKey.expires_at)}</Trans>
            ) : (
              <Trans>Works until {longDate(i18n, apiKey.expires_at)}</Trans>
            )
          ) : (
            <Trans>Does not expire</Trans>
          )}
        </p>
      </div>
      {isRevoked ? null : <Revoke apiKey={apiKey} />}
    </li>
  );
}

function Revoke({ apiKey }: { apiKey: Schema<"ApiKey"> }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const { id, name } = apiKey;
  const revoke = useMutation({
    mutationFn: () =>
      done(api.DELETE("/api/v1/api-keys/{api_key_id}", { params: { path: { api_key_id: id } } })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: apiKeysKey });
      announceDone(t`The key “${name}” is revoked.`);
    },
  });
  return (
    <ConfirmButton
      even="unpaid"
      size="md"
      aria-label={t`Revoke the key ${name}`}
      question={<Trans>Revoke this key?</Trans>}
      consequence={
        <Trans>Programs that use “{name}” are refused at once. This cannot be undone.</Trans>
      }
      confirm={<Trans>Revoke</Trans>}
      onConfirm={() => revoke.mutateAsync()}
      busy={revoke.isPending}
      error={revoke.error}
    >
      <Trans>Revoke</Trans>
    </ConfirmButton>
  );
}
