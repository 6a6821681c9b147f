import { useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { api, ifMatch, unwrap } from "@/api/client";
import { offersIn } from "@/api/refusal";
import type { Schema } from "@/api/types";
import { Refusable } from "@/ui/Refusable";
import classes from "./CourseTitle.module.css";
import { courseQuery } from "./queries";
import { TitleInput } from "./TitleInput";
import { useEdit } from "./useEdit";

/** The title of the course, renamed in place. */
export function CourseTitle({ course }: { course: Schema<"Course"> }) {
  const { t } = useLingui();
  const [renaming, setRenaming] = useState(false);
  const [sent, setSent] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const queryClient = useQueryClient();
  const { edit } = useEdit(course.id);
  const rename = async (title: string) => {
    setSent(title);
    await edit({
      send: async () => {
        const saved = await unwrap(
          api.PATCH("/api/v1/courses/{course_id}", {
            params: { path: { course_id: course.id } },
            headers: ifMatch(course.version),
            body: { title },
          }),
        );
        queryClient.setQueryData(courseQuery(course.id).queryKey, saved);
      },
    });
    setSent(null);
  };
  const end = (title: string | null) => {
    flushSync(() => setRenaming(false));
    button.current?.focus();
    if (title) void rename(title);
  };
  if (renaming) {
    return <TitleInput label={t`Title of the course`} title={course.title} onEnd={end} />;
  }
  const shown = sent ?? course.title;
  return (
    <div className={classes.root}>
      <h1 className={classes.title} title={shown}>
        {shown}
      </h1>
      {offersIn(course).edit ? (
        <Refusable>
          <ActionIcon
            ref={button}
            variant="subtle"
            color="gray"
            size={44}
            aria-label={t`Rename the course`}
            onClick={() => setRenaming(true)}
          >
            <IconPencil size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Refusable>
      ) : null}
    </div>
  );
}
