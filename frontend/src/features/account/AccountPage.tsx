import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { meQuery } from "@/api/viewer";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import classes from "./AccountPage.module.css";
import { AppearanceForm } from "./AppearanceForm";
import { PasswordForm } from "./PasswordForm";
import { ProfileForm } from "./ProfileForm";
import { SessionList } from "./SessionList";

export function AccountPage() {
  const { t } = useLingui();
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <div className={classes.root}>
      <PageTitle>{t`My account`}</PageTitle>
      <PageHeader title={<Trans>My account</Trans>}>{me.email}</PageHeader>
      <section aria-labelledby="profile">
        <h2 id="profile">
          <Trans>Profile</Trans>
        </h2>
        <ProfileForm me={me} />
      </section>
      <section aria-labelledby="appearance">
        <h2 id="appearance">
          <Trans>Appearance</Trans>
        </h2>
        <AppearanceForm />
      </section>
      <section aria-labelledby="password">
        <h2 id="password">
          <Trans>Password</Trans>
        </h2>
        <PasswordForm email={me.email} />
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions">
          <Trans>Where you are signed in</Trans>
        </h2>
        <SessionList />
      </section>
    </div>
  );
}
