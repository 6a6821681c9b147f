import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { IconEye } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, done } from "@/api/client";
import { endSupport } from "@/api/session";
import { supportQuery, useOrganization } from "@/api/viewer";
import classes from "./SupportBanner.module.css";

/** On every page while an operator looks: whose look it is, for how long still, and the way out. */
export function SupportBanner() {
  const { t } = useLingui();
  const organization = useOrganization();
  const { data } = useQuery(supportQuery);
  const [now, setNow] = useState(() => Date.now());
  const end = data ? new Date(data.session.expires_at).getTime() : Number.POSITIVE_INFINITY;
  useInterval(
    () => {
      setNow(Date.now());
      if (Date.now() >= end) endSupport("ended");
    },
    5_000,
    { autoInvoke: true },
  );
  const leave = useMutation({
    mutationFn: () => done(api.DELETE("/api/v1/support-sessions/current")),
    // Without an answer the session runs out by itself; this tab forgets its token all the same.
    onSettled: () => endSupport("left"),
  });
  const minutes = Math.max(1, Math.ceil((end - now) / 60_000));
  const name = data?.session.operator_name ?? "";
  const place = organization?.name ?? "";
  return (
    <aside className={classes.root} aria-label={t`Support access`}>
      <IconEye size={20} aria-hidden className={classes.icon} />
      <p className={classes.words}>
        <strong>
          <Trans>
            Support access: {name} looks into {place}.
          </Trans>
        </strong>{" "}
        <Trans>Nothing can be changed.</Trans> {data ? <Trans>{minutes} min left.</Trans> : null}
      </p>
      <Button
        variant="white"
        color="dark"
        size="md"
        className={classes.leave}
        loading={leave.isPending}
        onClick={() => leave.mutate()}
      >
        <Trans>Leave</Trans>
      </Button>
    </aside>
  );
}
