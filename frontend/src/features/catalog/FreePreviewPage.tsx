import { Trans } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { LinkButton, LinkText } from "@/lib/links";
import { LessonContent } from "@/ui/LessonContent";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { PageTitle } from "@/ui/PageTitle";
import { FreeWatch } from "./FreeWatch";
import { courseQuery, freeLessonQuery } from "./queries";

/** A lesson that anyone may read before they enroll. */
export function FreePreviewPage({ slug, lessonId }: { slug: string; lessonId: string }) {
  const { data: course } = useSuspenseQuery(courseQuery(slug));
  const { data: lesson } = useSuspenseQuery(freeLessonQuery(slug, lessonId));
  return (
    <article>
      <PageTitle>{`${lesson.title} – ${course.title}`}</PageTitle>
      <PageHeader
        title={lesson.title}
        above={
          <LinkText to="/catalog/$slug" params={{ slug }} size="sm">
            {course.title}
          </LinkText>
        }
      />
      {lesson.kind === "video" ? <FreeWatch key={lesson.id} slug={slug} lesson={lesson} /> : null}
      <LessonContent html={lesson.content_html} assetUrls={lesson.asset_urls} />
      <div style={{ marginBlockStart: "3rem", maxInlineSize: "44rem" }}>
        <Notice
          tone="info"
          title={<Trans>This was a free lesson</Trans>}
          action={
            <LinkButton to="/catalog/$slug" params={{ slug }}>
              <Trans>See the course</Trans>
            </LinkButton>
          }
        >
          <Trans>The other lessons open when you are enrolled.</Trans>
        </Notice>
      </div>
    </article>
  );
}
