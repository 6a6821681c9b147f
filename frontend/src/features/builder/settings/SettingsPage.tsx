import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { offersIn } from "@/api/refusal";
import { Notice } from "@/ui/Notice";
import { PageTitle } from "@/ui/PageTitle";
import { courseQuery } from "../queries";
import { DeletePanel } from "./DeletePanel";
import { SettingsForm } from "./SettingsForm";
import classes from "./SettingsPage.module.css";
import { StaffPanel } from "./StaffPanel";
import { ThumbnailPanel } from "./ThumbnailPanel";

export function SettingsPage({ courseId }: { courseId: string }) {
  const { t } = useLingui();
  const { data: course, refetch } = useSuspenseQuery(courseQuery(courseId));
  const [round, setRound] = useState(0);
  const reload = async () => {
    await refetch();
    setRound((last) => last + 1);
  };
  return (
    <Stack gap="xl">
      <PageTitle>{t`Settings of ${course.title}`}</PageTitle>
      <h2 className={classes.heading}>
        <Trans>Settings</Trans>
      </h2>
      {offersIn(course).edit ? (
        <>
          <SettingsForm key={round} course={course} onReload={() => void reload()} />
          <ThumbnailPanel course={course} />
        </>
      ) : (
        <Notice tone="info">
          <Trans>You may look at this course but not change its settings.</Trans>
        </Notice>
      )}
      <StaffPanel course={course} />
      {course.can.delete ? <DeletePanel course={course} /> : null}
    </Stack>
  );
}
