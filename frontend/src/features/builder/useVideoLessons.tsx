import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { entitlementsQuery } from "@/api/entitlements";
import { planLimitWords } from "@/api/words";
import { type Chosen, titleOf } from "@/lib/uploads/files";
import { useUploader } from "@/lib/uploads/useUploader";
import { announceProblem } from "@/ui/announce";
import type { OutlineSection } from "./outline";
import type { OutlineEdits } from "./useOutlineEdits";

const mostBytes = 2 * 1024 ** 3;

/** A lesson of each video that was chosen, in their order, and its upload. What is no video is named and left out. */
export function useVideoLessons(courseId: string, edits: OutlineEdits) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const upload = useUploader();

  const nameSkipped = (skipped: readonly string[], unfit: readonly string[]) => {
    const left = [...skipped, ...unfit];
    if (left.length === 0) return;
    const names = left.slice(0, 3).join(", ");
    const more = left.length - 3;
    const list =
      more > 0 ? t`${names} and ${plural(more, { one: "# more", other: "# more" })}` : names;
    announceProblem(
      unfit.length > 0
        ? t`Left out, for they are no videos, empty, or larger than 2 GB: ${list}.`
        : t`Left out, for they are no videos: ${list}.`,
    );
  };

  /** Before any lesson is made: a plan without room would leave a row of lessons without videos. */
  const hasRoom = async (bytes: number): Promise<boolean> => {
    const known = await queryClient
      .fetchQuery({ ...entitlementsQuery, staleTime: 0 })
      .catch(() => null);
    const space = known?.limits.find(({ metric }) => metric === "storage_bytes");
    if (space?.limit == null || (space.used ?? 0) + bytes <= space.limit) return true;
    announceProblem(
      <>
        {planLimitWords(i18n, space.metric, space.limit)}{" "}
        <a href="/plan#plans">
          <Trans>See what the plan has</Trans>
        </a>
      </>,
    );
    return false;
  };

  return async (section: OutlineSection, { videos, skipped }: Chosen) => {
    const fits = videos.filter(({ size }) => size > 0 && size <= mostBytes);
    const unfit = videos.filter((file) => !fits.includes(file)).map(({ name }) => name);
    nameSkipped(skipped, unfit);
    if (!upload || fits.length === 0) return;
    if (!(await hasRoom(fits.reduce((sum, { size }) => sum + size, 0)))) return;
    for (const file of fits) {
      const lessonId = await edits.addVideoLesson(section, titleOf(file.name));
      if (!lessonId) return;
      upload({ file, courseId, lessonId, attachWhen: "announced" });
    }
  };
}
