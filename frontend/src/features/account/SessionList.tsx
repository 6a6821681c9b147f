import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, done } from "@/api/client";
import type { Schema } from "@/api/types";
import { relativeTime } from "@/lib/format";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { StatusBadge } from "@/ui/StatusBadge";
import { deviceWords, isPhone } from "./device";
import { sessionsQuery } from "./queries";
import classes from "./SessionList.module.css";

export function SessionList() {
  const queryClient = useQueryClient();
  const { data } = useSuspenseQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: (sessionId: string) =>
      done(
        api.DELETE("/api/v1/sessions/{session_id}", {
          params: { path: { session_id: sessionId } },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  return (
    <>
      <ProblemNotice error={end.error} />
      <Panel padded={false}>
        <ul className={classes.list}>
          {data.items.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              ending={end.isPending && end.variables === session.id}
              onEnd={() => end.mutate(session.id)}
            />
          ))}
        </ul>
      </Panel>
    </>
  );
}

type RowProps = {
  session: Schema<"PageBody_SessionInfo">["items"][number];
  ending: boolean;
  onEnd: () => void;
};

function SessionRow({ session, ending, onEnd }: RowProps) {
  const { t, i18n } = useLingui();
  const device = deviceWords(i18n, session.user_agent);
  const Icon = isPhone(session.user_agent) ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={classes.row}>
      <Icon size={24} stroke={1.5} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <span className={classes.device}>{device}</span>
        <span className={classes.small}>
          {session.ip ? `${session.ip} · ` : null}
          <Trans>active {relativeTime(i18n, session.last_seen_at)}</Trans>
        </span>
      </div>
      {session.current ? (
        <StatusBadge tone="good">
          <Trans>This device</Trans>
        </StatusBadge>
      ) : (
        <Button
          variant="default"
          size="xs"
          loading={ending}
          onClick={onEnd}
          aria-label={t`Sign out ${device}`}
        >
          <Trans>Sign out</Trans>
        </Button>
      )}
    </li>
  );
}
