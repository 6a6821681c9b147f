import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Switch } from "@mantine/core";
import type { Schema } from "@/api/types";
import { RefusableFields } from "@/ui/Refusable";
import { CompletionField } from "./CompletionField";
import classes from "./LessonPanel.module.css";
import { Publishing } from "./Publishing";
import { Revisions } from "./Revisions";
import type { EditorSession } from "./session";
import { useSnapshot } from "./useSaving";

type Props = { session: EditorSession; course: Schema<"Course"> };

/** Everything about a lesson that is not its text. */
export function LessonPanel({ session, course }: Props) {
  const { t } = useLingui();
  const { lesson } = useSnapshot(session);
  const { saver } = session;
  return (
    <Stack gap="xl">
      <Publishing session={session} course={course} />
      <section aria-labelledby="lesson-completion" className={classes.section}>
        <h2 id="lesson-completion" className={classes.title}>
          <Trans>Completion</Trans>
        </h2>
        <RefusableFields>
          <CompletionField
            isVideo={lesson.kind === "video"}
            rule={lesson.completion_rule}
            onChange={(completion_rule) => saver.set({ completion_rule })}
          />
          <Switch
            checked={lesson.required}
            onChange={(event) => saver.set({ required: event.currentTarget.checked })}
            label={t`Required`}
            description={t`The course is complete only with this lesson.`}
          />
        </RefusableFields>
      </section>
      <section aria-labelledby="lesson-access" className={classes.section}>
        <h2 id="lesson-access" className={classes.title}>
          <Trans>Access</Trans>
        </h2>
        <RefusableFields>
          <Switch
            checked={lesson.free_preview}
            onChange={(event) => saver.set({ free_preview: event.currentTarget.checked })}
            label={t`Free preview`}
            description={
              lesson.kind === "video"
                ? t`Visitors of the catalog may watch it without enrolling.`
                : t`Visitors of the catalog may read it without enrolling.`
            }
          />
        </RefusableFields>
      </section>
      <Revisions lessonId={lesson.id} />
    </Stack>
  );
}
