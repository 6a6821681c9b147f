import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconCheck } from "@tabler/icons-react";
import type { Schema } from "@/api/types";
import { LinkText } from "@/lib/links";
import classes from "./FirstSteps.module.css";

type Steps = NonNullable<Schema<"Organization">["first_steps"]>;
type Row = { key: keyof Steps; to: "/courses" | "/people" | "/settings"; words: MessageDescriptor };

const rows: Row[] = [
  { key: "course_created", to: "/courses", words: msg`Create a course` },
  { key: "lesson_written", to: "/courses", words: msg`Write its first lesson` },
  { key: "course_published", to: "/courses", words: msg`Publish the course` },
  { key: "member_invited", to: "/people", words: msg`Invite somebody` },
  { key: "branding_set", to: "/settings", words: msg`Set your color and logo` },
];

/** The checklist while something on it is open; null for everybody else and when all is done. */
export function openSteps(steps: Steps | null | undefined): Steps | null {
  return steps && rows.some((row) => !steps[row.key]) ? steps : null;
}

/** For owners of a young organization. */
export function FirstSteps({ steps }: { steps: Steps }) {
  const { t, i18n } = useLingui();
  const done = rows.filter((row) => steps[row.key]).length;
  const next = rows.find((row) => !steps[row.key]);
  return (
    <section className={classes.root} aria-labelledby="first-steps">
      <div className={classes.head}>
        <h2 id="first-steps" className={classes.title}>
          <Trans>First steps</Trans>
        </h2>
        <span className={classes.count}>
          <Trans>
            {done} of {rows.length} done
          </Trans>
        </span>
      </div>
      <ol className={classes.list}>
        {rows.map((row) => (
          <li key={row.key} className={classes.row} data-next={row === next || undefined}>
            <span className={classes.mark} data-done={steps[row.key] || undefined}>
              {steps[row.key] ? (
                <IconCheck size={14} stroke={3} role="img" aria-label={t`Done`} />
              ) : null}
            </span>
            {steps[row.key] ? (
              <span className={classes.done}>{i18n._(row.words)}</span>
            ) : (
              <LinkText to={row.to} inherit className={classes.link}>
                {i18n._(row.words)}
              </LinkText>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
