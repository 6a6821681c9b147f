/** One lesson open in the editor: what is typed, how it is saved, and its pictures. */
import type { Editor } from "@tiptap/react";
import type { Node } from "@tiptap/pm/model";
import { api, ifMatch, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { contentHtml } from "./content/html";
import { PictureStore } from "./pictures/store";
import {
  copyKey,
  type CopyOwner,
  dropCopy,
  findCopies,
  keepCopy,
  type KeptCopy,
} from "./save/copies";
import { isSameText } from "./save/sameText";
import { LessonSaver, type Patch } from "./save/saver";

type Lesson = Schema<"Lesson">;

/** Browsers send at most 64 KiB while a page is going away. */
const keepaliveMost = 60_000;

export class EditorSession {
  readonly saver: LessonSaver;
  readonly pictures: PictureStore;
  /** Copies that an earlier visit left on this device; the newest is offered. */
  readonly copies: readonly KeptCopy[];
  private readonly owner: CopyOwner;
  private readonly visit = crypto.randomUUID();
  private editor: Editor | null = null;
  private doc: Node | null = null;
  /** What the document was when it came: a change that leaves it so is none. */
  private loadedHtml: string;

  constructor(lesson: Lesson, owner: CopyOwner) {
    this.owner = owner;
    this.loadedHtml = lesson.content.html;
    this.pictures = new PictureStore(lesson.asset_urls, () => this.load());
    this.copies = findCopies(owner).filter(
      (copy) => copy.title !== lesson.title || !isSameText(copy.html, lesson.content.html),
    );
    this.saver = new LessonSaver({
      lesson,
      readHtml: () => (this.doc ? contentHtml(this.doc) : lesson.content.html),
      load: () => this.load(),
      send: (patch, version, keepalive) => this.send(patch, version, keepalive),
      keep: (version, text) => {
        const key = copyKey(owner, version, this.visit);
        if (text) keepCopy(key, { ...text, typedAt: new Date().toISOString() });
        else dropCopy(key);
      },
      onTheirContent: (theirs) => this.show(theirs.content.html),
    });
  }

  readonly attach = (editor: Editor) => {
    this.editor = editor;
    this.doc = editor.state.doc;
    this.loadedHtml = contentHtml(this.doc);
  };

  /** After every change of the document. */
  readonly changed = (doc: Node) => {
    this.doc = doc;
    if (this.saver.read().state.kind === "saved" && contentHtml(doc) === this.loadedHtml) return;
    this.loadedHtml = "";
    this.saver.contentChanged();
  };

  readonly focusContent = () => {
    this.editor?.commands.focus("start");
  };

  /** Forgets the copies of earlier visits that arrived after all. */
  readonly tidy = () => {
    for (const { key } of findCopies(this.owner)) {
      if (!this.copies.some((copy) => copy.key === key) && !key.endsWith(this.visit)) dropCopy(key);
    }
  };

  readonly loadTheirs = () => {
    const theirs = this.saver.loadTheirs();
    if (theirs) this.show(theirs.content.html);
  };

  /** Puts a copy back as if it were typed now. */
  readonly restore = (copy: KeptCopy) => {
    if (copy.title.trim() !== "") this.saver.setTitle(copy.title);
    this.editor?.chain().setContent(copy.html).focus("end").run();
    this.saver.contentChanged();
    this.saver.keepNow();
    dropCopy(copy.key);
  };

  /** Shows content that is on the server already; undo brings back what was there. */
  private show(html: string) {
    this.editor?.commands.setContent(html, { emitUpdate: false });
    if (this.editor) this.attach(this.editor);
  }

  private async load(): Promise<Lesson> {
    const lesson = await unwrap(
      api.GET("/api/v1/lessons/{lesson_id}", {
        params: { path: { lesson_id: this.owner.lessonId } },
      }),
    );
    this.pictures.learn(lesson.asset_urls);
    return lesson;
  }

  private async send(patch: Patch, version: number, keepalive: boolean): Promise<Lesson> {
    const lesson = await unwrap(
      api.PATCH("/api/v1/lessons/{lesson_id}", {
        params: { path: { lesson_id: this.owner.lessonId } },
        headers: ifMatch(version),
        body: patch,
        keepalive: keepalive && (patch.content?.html?.length ?? 0) * 2 < keepaliveMost,
      }),
    );
    this.pictures.learn(lesson.asset_urls);
    return lesson;
  }
}
