import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

type Props = { courseId: string; lessonId: string; className?: string; children: ReactNode };

/** Opens a lesson in its editor. */
export function LessonLink({ courseId, lessonId, className, children }: Props) {
  return (
    <Link
      to="/build/$courseId/lessons/$lessonId"
      params={{ courseId, lessonId }}
      className={className}
    >
      {children}
    </Link>
  );
}
