import type { ReactNode } from "react";
import type { Schema } from "@/api/types";
import classes from "./LessonArticle.module.css";
import { PageTitle } from "./PageTitle";

type Props = {
  lesson: Schema<"LearnerLesson">;
  /** Below the title. */
  badges: ReactNode;
  /** Between title and text, as wide as there is room. */
  lead?: ReactNode;
  children: ReactNode;
};

/** A lesson as learners read it: where it stands and its title, and below them its text. */
export function LessonArticle({ lesson, badges, lead, children }: Props) {
  return (
    <article className={classes.root} data-wide={lead ? true : undefined}>
      <PageTitle>{lesson.title}</PageTitle>
      <header className={classes.header}>
        <p className={classes.section}>{lesson.section_title}</p>
        <h1 className={classes.title}>{lesson.title}</h1>
        {badges}
      </header>
      {lead ? <div className={classes.lead}>{lead}</div> : null}
      <div className={classes.text}>{children}</div>
    </article>
  );
}
