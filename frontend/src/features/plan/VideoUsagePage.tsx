import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconMovie } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { entitlementsQuery } from "@/api/entitlements";
import type { Schema } from "@/api/types";
import { bytesWords } from "@/lib/format";
import { LinkButton } from "@/lib/links";
import { EmptyState } from "@/ui/EmptyState";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { Panel } from "@/ui/Panel";
import rows from "@/ui/rows.module.css";
import { Meter } from "./Meter";
import classes from "./Plan.module.css";
import { videoUsageQuery } from "./queries";
import usage from "./VideoUsage.module.css";
import { daysLeft, monthWords, timeWords } from "./videoUsage";

/** What videos cost: what is stored, watched and sent, by month and by course, with a look ahead. */
export function VideoUsagePage() {
  const { i18n, t } = useLingui();
  const { data } = useSuspenseQuery(videoUsageQuery);
  const { data: entitlements } = useSuspenseQuery(entitlementsQuery);
  const limits = entitlements.limits.filter(
    ({ metric }) => metric === "video_minutes" || metric === "storage_bytes",
  );
  const most = Math.max(1, ...data.months.map(({ delivered_bytes }) => delivered_bytes));
  const isEmpty = data.months.length === 0 && data.courses.length === 0;
  return (
    <div className={classes.root}>
      <PageTitle>{t`Videos and what they cost`}</PageTitle>
      <PageHeader
        title={<Trans>Videos and what they cost</Trans>}
        above={
          <LinkButton to="/plan" variant="subtle" size="md">
            <Trans>Back to the plan</Trans>
          </LinkButton>
        }
      />
      <Warnings data={data} limits={limits} />
      <section aria-labelledby="video-room">
        <h2 id="video-room">
          <Trans>In use of the plan</Trans>
        </h2>
        <Panel padded={false}>
          <ul className={classes.meters}>
            {limits.map((limit) => (
              <Meter key={limit.metric} limit={limit} />
            ))}
          </ul>
        </Panel>
      </section>
      {isEmpty ? (
        <EmptyState icon={IconMovie} title={<Trans>No videos yet</Trans>} order={2}>
          <Trans>Once a video is uploaded, this page says what it costs.</Trans>
        </EmptyState>
      ) : null}
      {data.courses.length > 0 ? (
        <section aria-labelledby="video-courses">
          <h2 id="video-courses">
            <Trans>By course</Trans>
          </h2>
          <ul className={rows.list}>
            {data.courses.map((course) => (
              <Course key={course.course_id} course={course} />
            ))}
          </ul>
        </section>
      ) : null}
      {data.months.length > 0 ? (
        <section aria-labelledby="video-months">
          <h2 id="video-months">
            <Trans>By month</Trans>
          </h2>
          {data.bytes_expected ? (
            <p className={usage.forecast}>
              <Trans>
                If this month goes on like this, {bytesWords(i18n, data.bytes_expected)} of video
                will have been sent by its end.
              </Trans>
            </p>
          ) : null}
          <ul className={rows.list}>
            {data.months.map((month) => (
              <li key={month.month} className={usage.row}>
                <h3 className={rows.name}>{monthWords(i18n, month.month)}</h3>
                <p className={rows.note}>
                  <Trans>Watched: {timeWords(i18n, month.delivered_minutes)}</Trans>
                </p>
                <p className={rows.note}>
                  <Trans>Sent: {bytesWords(i18n, month.delivered_bytes)}</Trans>
                </p>
                <p className={rows.note}>
                  <Trans>Prepared: {timeWords(i18n, month.encoded_minutes)}</Trans>
                </p>
                {/* The same as the words, to compare months at a glance. */}
                <span
                  className={usage.share}
                  style={{ "--share": `${(month.delivered_bytes / most) * 100}%` }}
                  aria-hidden
                />
              </li>
            ))}
          </ul>
          <p className={rows.note}>
            <Trans>
              What was watched is counted once an hour. What another service sends on its own is not
              in these figures.
            </Trans>
          </p>
        </section>
      ) : null}
    </div>
  );
}

function Course({ course }: { course: Schema<"VideoUsage">["courses"][number] }) {
  const { i18n } = useLingui();
  return (
    <li className={usage.row}>
      <h3 className={rows.name}>{course.title}</h3>
      <p className={rows.note}>
        <Plural value={course.videos} one="# video" other="# videos" />
      </p>
      <p className={rows.note}>
        <Trans>
          Stored: {timeWords(i18n, course.stored_minutes)}, {bytesWords(i18n, course.stored_bytes)}
        </Trans>
      </p>
      <p className={rows.note}>
        <Trans>
          This month: {timeWords(i18n, course.delivered_minutes)} watched,{" "}
          {bytesWords(i18n, course.delivered_bytes)} sent
        </Trans>
      </p>
    </li>
  );
}

type WarningsProps = { data: Schema<"VideoUsage">; limits: Schema<"PlanLimit">[] };

/** What will be, if it goes on like this. */
function Warnings({ data, limits }: WarningsProps) {
  const left = limits.flatMap((limit) => {
    const grown = limit.metric === "video_minutes" ? data.minutes_grown : data.bytes_grown;
    const days = daysLeft(limit, grown);
    return days === null ? [] : [{ metric: limit.metric, days }];
  });
  return (
    <div className={usage.warnings}>
      {left.map(({ metric, days }) => (
        <Notice
          key={metric}
          tone="warn"
          title={
            metric === "video_minutes" ? (
              <Trans>The minutes of your plan are running out</Trans>
            ) : (
              <Trans>The storage of your plan is running out</Trans>
            )
          }
        >
          <Plural
            value={days}
            one="If it goes on as in the last thirty days, they are used up in about # day."
            other="If it goes on as in the last thirty days, they are used up in about # days."
          />
        </Notice>
      ))}
    </div>
  );
}
