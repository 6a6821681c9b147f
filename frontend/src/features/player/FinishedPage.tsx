import { Trans, useLingui } from "@lingui/react/macro";
import { Loader } from "@mantine/core";
import { IconAward, IconDownload } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { LinkButton } from "@/lib/links";
import { PageTitle } from "@/ui/PageTitle";
import { Celebration } from "./Celebration";
import classes from "./FinishedPage.module.css";
import { firstOpenLesson } from "./outline";
import { enrollmentQuery, learnerOutlineQuery } from "./queries";

/** The certificate is made in the background: how often and how long to look for it. */
const lookEvery = 1500;
const lookAtMost = 20;

/** The end of a course: the certificate, or what is still open. */
export function FinishedPage({ enrollmentId }: { enrollmentId: string }) {
  const { t } = useLingui();
  const { data: first } = useSuspenseQuery(enrollmentQuery(enrollmentId));
  const { data: outline } = useSuspenseQuery(learnerOutlineQuery(enrollmentId));
  const watched = useQuery({
    ...enrollmentQuery(enrollmentId),
    refetchInterval: (query) => {
      const now = query.state.data;
      const waits = now?.status === "completed" && !now.certificate_code;
      return waits && query.state.dataUpdateCount < lookAtMost ? lookEvery : false;
    },
  });
  const enrollment = watched.data ?? first;
  if (enrollment.status !== "completed") {
    const open = firstOpenLesson(outline);
    return (
      <section className={classes.root}>
        <PageTitle>{t`Almost there`}</PageTitle>
        <h1 className={classes.title}>
          <Trans>Almost there</Trans>
        </h1>
        <p className={classes.lead}>
          <Trans>
            {enrollment.completed_lessons} of {enrollment.required_lessons} required lessons are
            complete.
          </Trans>
        </p>
        {open ? (
          <LinkButton
            to="/learn/$enrollmentId/$lessonId"
            params={{ enrollmentId, lessonId: open }}
            size="md"
          >
            <Trans>Go to what is open</Trans>
          </LinkButton>
        ) : null}
      </section>
    );
  }
  return (
    <section className={classes.root}>
      <PageTitle>{t`Course complete`}</PageTitle>
      <Celebration />
      <h1 className={classes.title}>
        <Trans>You finished {enrollment.course_title}</Trans>
      </h1>
      <Certificate
        code={enrollment.certificate_code ?? null}
        looking={watched.dataUpdatedAt > 0 && watched.fetchStatus !== "paused"}
      />
      <div className={classes.buttons}>
        <LinkButton to="/dashboard" variant="default" size="md">
          <Trans>Back to my learning</Trans>
        </LinkButton>
        <LinkButton to="/catalog" variant="subtle" size="md">
          <Trans>Find another course</Trans>
        </LinkButton>
      </div>
    </section>
  );
}

function Certificate({ code, looking }: { code: string | null; looking: boolean }) {
  if (code) {
    return (
      <div className={classes.buttons}>
        <LinkButton
          to="/verify/$code"
          params={{ code }}
          size="md"
          leftSection={<IconAward size={20} aria-hidden />}
        >
          <Trans>See your certificate</Trans>
        </LinkButton>
        <Button
          component="a"
          href={`/api/v1/certificates/${code}/pdf`}
          download
          variant="default"
          size="md"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          <Trans>Download the PDF</Trans>
        </Button>
      </div>
    );
  }
  return (
    <p className={classes.lead} role="status">
      {looking ? <Loader size="xs" className={classes.loader} /> : null}
      <Trans>If this course gives a certificate, it is being made now and comes by mail too.</Trans>
    </p>
  );
}
