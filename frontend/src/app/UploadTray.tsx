import "@/ui/components.css";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useRefusal } from "@/api/refusal";
import { meQuery, organizationQuery } from "@/api/viewer";
import type { Upload } from "@/lib/uploads/queue";
import { findInterrupted, onUploadNews, uploads, uploadsBelongTo } from "@/lib/uploads/store";
import { useUploads } from "@/lib/uploads/useUploads";
import { ProgressBar } from "@/ui/ProgressBar";
import { Changeable } from "@/ui/Refusable";
import { Interrupted } from "./uploads/Interrupted";
import { UploadRow } from "./uploads/UploadRow";
import classes from "./uploads/UploadTray.module.css";

const interruptedKey = ["uploads", "interrupted"];

/** Everything that is being uploaded, at the bottom of every page. */
export function UploadTray() {
  const { t } = useLingui();
  const refusal = useRefusal();
  const list = useUploads();
  const [open, { toggle }] = useDisclosure(true);
  const { data: me } = useQuery(meQuery);
  const { data: organization } = useQuery(organizationQuery);
  const organizationId = organization?.id;
  const userId = me?.id;
  const interrupted = useQuery({
    queryKey: [...interruptedKey, organizationId, userId],
    queryFn: () => {
      if (organizationId && userId) uploadsBelongTo({ organizationId, userId });
      return findInterrupted();
    },
    enabled: Boolean(organizationId && userId),
    staleTime: 0,
    networkMode: "always",
  });
  const going = new Set(list.map(({ videoId }) => videoId));
  const left = (interrupted.data ?? []).filter(({ videoId }) => !going.has(videoId));
  const announced = useAnnouncements(list);
  useLeaving(list);
  useFreshOutlines();
  if (list.length === 0 && left.length === 0) return null;
  const busy = list.filter(({ phase }) => phase !== "sent" && phase !== "failed");
  const done = list.filter(({ phase }) => phase === "sent");
  return (
    <Changeable refusal={refusal}>
      {/* What it covers can be scrolled to. */}
      <div className={classes.room} data-open={open || undefined} aria-hidden />
      <section className={classes.root} aria-label={t`Uploads`}>
        <div className={classes.head}>
          <h2 className={classes.title}>
            {busy.length > 0 ? (
              <Plural value={busy.length} one="Uploading # video" other="Uploading # videos" />
            ) : (
              <Trans>Uploads</Trans>
            )}
          </h2>
          {busy.length === 0 && done.length > 0 ? (
            <Button variant="subtle" size="compact-sm" onClick={uploads.clearDone}>
              <Trans>Clear finished</Trans>
            </Button>
          ) : null}
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-expanded={open}
            aria-label={open ? t`Hide the list of uploads` : t`Show the list of uploads`}
            onClick={toggle}
          >
            {open ? (
              <IconChevronDown size={20} aria-hidden />
            ) : (
              <IconChevronUp size={20} aria-hidden />
            )}
          </ActionIcon>
        </div>
        {open ? (
          <div className={classes.body}>
            {left.length > 0 ? (
              <Interrupted left={left} onChange={() => void interrupted.refetch()} />
            ) : null}
            <ul className={classes.list}>
              {list.map((upload) => (
                <UploadRow key={upload.key} upload={upload} />
              ))}
            </ul>
          </div>
        ) : busy.length > 0 ? (
          <div className={classes.whole}>
            <ProgressBar percent={wholePercent(list)} label={t`All uploads`} />
          </div>
        ) : null}
      </section>
      <VisuallyHidden role="status">{announced}</VisuallyHidden>
    </Changeable>
  );
}

/** How far all of them are together. */
function wholePercent(list: readonly Upload[]): number {
  const running = list.filter(({ phase }) => phase !== "failed");
  const sum = (of: (upload: Upload) => number) => running.reduce((all, one) => all + of(one), 0);
  return Math.floor(
    (sum(({ sent }) => sent) /
      Math.max(
        1,
        sum(({ size }) => size),
      )) *
      100,
  );
}

/** Ends and failures in words: how far each one is would be too much to listen to. */
function useAnnouncements(list: readonly Upload[]): string {
  const { t } = useLingui();
  const [before, setBefore] = useState(list);
  const [words, setWords] = useState("");
  if (before !== list) {
    setBefore(list);
    for (const upload of list) {
      const earlier = before.find(({ key }) => key === upload.key);
      const { name } = upload;
      if (earlier?.phase === upload.phase) continue;
      if (!earlier) setWords(t`${name} will be uploaded.`);
      else if (upload.phase === "sent") setWords(t`${name} is uploaded.`);
      else if (upload.phase === "failed") setWords(t`The upload of ${name} failed.`);
      else if (upload.phase === "offline") setWords(t`${name} waits for the connection.`);
    }
  }
  return words;
}

/** The browser asks before it throws bytes away that are under way. */
function useLeaving(list: readonly Upload[]) {
  const isBusy = list.some(({ phase }) => ["waiting", "sending", "offline"].includes(phase));
  useEffect(() => {
    if (!isBusy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isBusy]);
}

/** Edits of one course are saved in a row: what is asked in between would show the outline as it was before them. */
const editsOf = (courseId: string) => ["builder", courseId, "edit"];
const calm = 400;

/** What shows a video asks anew when a lesson has got it, and when its bytes have arrived. */
function useFreshOutlines() {
  const queryClient = useQueryClient();
  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const askLater = (courseId: string) => {
      clearTimeout(timers.get(courseId));
      timers.set(
        courseId,
        setTimeout(() => {
          if (queryClient.isMutating({ mutationKey: editsOf(courseId) }) > 0) askLater(courseId);
          else void queryClient.invalidateQueries({ queryKey: ["builder", courseId] });
        }, calm),
      );
    };
    // News that came before this was there.
    for (const { courseId } of uploads.read()) askLater(courseId);
    const stop = onUploadNews(({ courseId, videoId }) => {
      askLater(courseId);
      void queryClient.invalidateQueries({ queryKey: ["video", videoId] });
    });
    return () => {
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [queryClient]);
}
