import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";

type Props = { courseId: string; lessonId: string; className?: string; children: ReactNode };

/** Opens a lesson in its editor. */
export function LessonLink({ courseId, lessonId, className, children }: Props) {
  const router = useRouter();
  const href = `/build/${courseId}/lessons/${lessonId}`;
  const go = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <a href={href} className={className} onClick={go}>
      {children}
    </a>
  );
}
