import { Trans, useLingui } from "@lingui/react/macro";
import { useRef } from "react";
import { api, done, ifMatch, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { announceDone, announceProblem } from "@/ui/announce";
import { announceUndo } from "@/ui/announceUndo";
import { focusHandle } from "./focus";
import {
  applyOrder,
  editLesson,
  editSection,
  movedBack,
  moveLesson,
  moveSection,
  type Order,
  orderOf,
  type OutlineLesson,
  type OutlineSection,
  type Place,
  placeOf,
  sameOrder,
  without,
} from "./outline";
import { useEdit } from "./useEdit";

export type OutlineEdits = ReturnType<typeof useOutlineEdits>;

/** Everything that one can do to the outline of a course. */
export function useOutlineEdits(courseId: string) {
  const { t } = useLingui();
  const { edit, patch, latest, reload, isLast } = useEdit(courseId);

  const lastMove = useRef<() => void>(undefined);

  const saveOrder = async (order: Order): Promise<boolean> => {
    const before = latest();
    if (!before || sameOrder(orderOf(before), order)) return false;
    const undo = orderOf(before);
    return await edit({
      now: (outline) => applyOrder(outline, order),
      back: (outline) => applyOrder(outline, undo),
      send: async () => {
        const saved = await unwrap(
          api.PUT("/api/v1/courses/{course_id}/outline", {
            params: { path: { course_id: courseId } },
            headers: ifMatch(latest()?.version ?? before.version),
            body: { sections: order },
          }),
        );
        patch((outline) => (isLast() ? saved : { ...outline, version: saved.version }));
      },
    });
  };

  const moveBack = async (id: string, from: Place, to: Place) => {
    const outline = latest();
    const order = outline && movedBack(outline, id, from, to);
    const { title } = from;
    if (!order) {
      announceProblem(
        t`“${title}” was not moved back: this course was changed again in the meantime.`,
      );
      return;
    }
    const saved = saveOrder(order);
    focusHandle(id, "later");
    if (await saved) announceDone(t`“${title}” is back where it was.`);
  };

  /** Saves the order that one thing was moved in, with a way back. Only the last move can be taken back. */
  const move = async (order: Order, id: string) => {
    const before = latest();
    const from = before && placeOf(before, id);
    const to = before && placeOf(applyOrder(before, order), id);
    lastMove.current?.();
    if (!from || !to || !(await saveOrder(order))) return;
    lastMove.current?.();
    lastMove.current = announceUndo({
      message: <Trans>“{from.title}” was moved.</Trans>,
      undo: t`Undo`,
      onUndo: () => void moveBack(id, from, to),
    });
  };

  const addSection = (title: string) =>
    edit({
      send: async () => {
        const { id, version, outline_version } = await unwrap(
          api.POST("/api/v1/courses/{course_id}/sections", {
            params: { path: { course_id: courseId } },
            body: { title },
          }),
        );
        patch((outline) => ({
          ...outline,
          version: outline_version,
          sections: [...outline.sections, { id, title, version, lessons: [] }],
        }));
      },
    });

  const addLesson = async (
    section: OutlineSection,
    title: string,
    kind: Schema<"LessonKind"> = "text",
  ) => (await makeLesson(section, title, kind)) !== null;

  const addVideoLesson = (section: OutlineSection, title: string) =>
    makeLesson(section, title, "video");

  /** Its id, or null if it was refused. */
  const makeLesson = async (
    section: OutlineSection,
    title: string,
    kind: Schema<"LessonKind">,
  ): Promise<string | null> => {
    let made: string | null = null;
    await edit({
      send: async () => {
        const saved = await unwrap(
          api.POST("/api/v1/sections/{section_id}/lessons", {
            params: { path: { section_id: section.id } },
            body: { title, kind },
          }),
        );
        made = saved.id;
        patch((outline) => {
          const there = outline.sections.find(({ id }) => id === section.id)?.lessons ?? [];
          const lessons = [...there, { ...saved, is_empty: true, video: null }];
          const version = saved.outline_version;
          return { ...editSection(outline, section.id, { lessons }), version };
        });
      },
    });
    return made;
  };

  const renameSection = ({ id, title, version }: OutlineSection, next: string) =>
    edit({
      now: (outline) => editSection(outline, id, { title: next }),
      back: (outline) => editSection(outline, id, { title }),
      send: async () => {
        const current = latest()?.sections.find((section) => section.id === id);
        const saved = await unwrap(
          api.PATCH("/api/v1/sections/{section_id}", {
            params: { path: { section_id: id } },
            headers: ifMatch(current?.version ?? version),
            body: { title: next },
          }),
        );
        patch((outline) => editSection(outline, id, { version: saved.version }));
      },
    });

  const changeLesson = (
    lesson: OutlineLesson,
    change: Partial<Pick<OutlineLesson, "title" | "free_preview" | "required">>,
  ) => {
    const { id, title, free_preview, required } = lesson;
    return edit({
      now: (outline) => editLesson(outline, id, change),
      back: (outline) => editLesson(outline, id, { title, free_preview, required }),
      send: async () => {
        const current = latest()
          ?.sections.flatMap((section) => section.lessons)
          .find((other) => other.id === id);
        const saved = await unwrap(
          api.PATCH("/api/v1/lessons/{lesson_id}", {
            params: { path: { lesson_id: id } },
            headers: ifMatch(current?.version ?? lesson.version),
            body: change,
          }),
        );
        const { version, has_unpublished_changes } = saved;
        patch((outline) => editLesson(outline, id, { version, has_unpublished_changes }));
      },
    });
  };

  const setPublished = ({ id }: OutlineLesson, published: boolean) =>
    edit({
      send: async () => {
        const params = { path: { lesson_id: id } };
        const { status, version, has_unpublished_changes } = await unwrap(
          published
            ? api.POST("/api/v1/lessons/{lesson_id}/publish", { params })
            : api.POST("/api/v1/lessons/{lesson_id}/unpublish", { params }),
        );
        patch((outline) => editLesson(outline, id, { status, version, has_unpublished_changes }));
      },
    });

  const duplicate = ({ id }: OutlineLesson) =>
    edit({
      send: async () => {
        await unwrap(
          api.POST("/api/v1/lessons/{lesson_id}/duplicate", {
            params: { path: { lesson_id: id } },
          }),
        );
        await reload();
      },
    });

  const restore = (kind: "section" | "lesson", id: string) =>
    edit({
      send: async () => {
        await (kind === "section"
          ? unwrap(
              api.POST("/api/v1/sections/{section_id}/restore", {
                params: { path: { section_id: id } },
              }),
            )
          : unwrap(
              api.POST("/api/v1/lessons/{lesson_id}/restore", {
                params: { path: { lesson_id: id } },
              }),
            ));
        await reload();
      },
    });

  /** To the bin, with a way back to the very place. */
  const remove = async (id: string) => {
    const before = latest();
    const place = before && placeOf(before, id);
    if (!before || !place) return;
    const index = place.position - 1;
    const putBack = async () => {
      if (!(await restore(place.kind, id))) return;
      const outline = latest();
      if (!outline) return;
      const order = orderOf(outline);
      await saveOrder(
        place.section
          ? moveLesson(order, id, place.section.id, index)
          : moveSection(order, id, index),
      );
    };
    const removed = await edit({
      now: (outline) => without(outline, id),
      // The outline is loaded again after a failure: until then, what was there before.
      back: (outline) => ({ ...before, version: outline.version }),
      send: async () => {
        await (place.kind === "section"
          ? done(
              api.DELETE("/api/v1/sections/{section_id}", { params: { path: { section_id: id } } }),
            )
          : done(
              api.DELETE("/api/v1/lessons/{lesson_id}", { params: { path: { lesson_id: id } } }),
            ));
        await reload();
      },
    });
    if (!removed) return;
    announceUndo({
      message: <Trans>“{place.title}” is in the bin.</Trans>,
      undo: t`Undo`,
      onUndo: () => void putBack(),
    });
  };

  return {
    move,
    addSection,
    addLesson,
    addVideoLesson,
    renameSection,
    changeLesson,
    setPublished,
    duplicate,
    restore,
    remove,
    latest,
    reload,
  };
}
