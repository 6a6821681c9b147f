import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { entitlementsQuery } from "@/api/entitlements";
import { longDate, numberWords } from "@/lib/format";
import { LinkButton } from "@/lib/links";
import { Notice } from "@/ui/Notice";
import classes from "./MemberShell.module.css";

/** Says on every page that emails wait, why, and what lets them go. For those who can do something about it. */
export default function WaitingMails() {
  const { i18n } = useLingui();
  const { data } = useQuery({ ...entitlementsQuery, staleTime: 60_000, refetchInterval: 60_000 });
  const { pathname } = useLocation();
  const mails = data?.limits.find(({ metric }) => metric === "emails");
  if (!mails || mails.waiting === 0 || mails.limit == null) return null;
  const isForDomain = mails.limited_by === "sending_domain";
  const way = isForDomain ? "/settings/email" : "/plan";
  const allowed = numberWords(i18n, mails.limit);
  const next = mails.resets_at ? longDate(i18n, mails.resets_at) : "";
  return (
    <div className={classes.notice}>
      <Notice
        tone="warn"
        role="status"
        title={
          <Plural value={mails.waiting} one="# email is waiting" other="# emails are waiting" />
        }
        action={
          pathname === way ? null : (
            <LinkButton to={way} variant="default" size="md">
              {isForDomain ? (
                <Trans>Set up your email domain</Trans>
              ) : (
                <Trans>See what the plan has</Trans>
              )}
            </LinkButton>
          )
        }
      >
        {isForDomain ? (
          <Trans>
            Without a verified domain of your own, {allowed} emails a month are sent, and they were.
            The others go at once when your domain is verified, else on {next}. Emails about
            accounts and passwords do not wait.
          </Trans>
        ) : (
          <Trans>
            Your plan has {allowed} emails a month, and they were sent. The others go at once with a
            larger plan, else on {next}. Emails about accounts and passwords do not wait.
          </Trans>
        )}
      </Notice>
    </div>
  );
}
