import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "./client.ts";

/** Everybody's password: long, and in no list. */
export const PASSWORD = "quiet harbor seven lanterns";

export type Role = "owner" | "admin" | "manager" | "instructor" | "learner";

interface Made {
  id: string;
}

interface Session {
  access_token: string;
}

/** A mail as the mailbox of a developer shows it. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  links: string[];
}

/** Somebody with a password. */
export interface Person {
  id: string;
  name: string;
  email: string;
  api: Client;
}

/** A course that learners can see, with its lessons in order. */
export interface Course {
  id: string;
  slug: string;
  title: string;
  lessons: { id: string; title: string }[];
}

/** Words that no other journey uses. */
export function unique(word: string): string {
  return `${word}-${randomBytes(4).toString("hex")}`;
}

export function port(): number {
  return Number(process.env["JOURNEY_PORT"]);
}

/** The platform's own address. */
export function apexUrl(): string {
  return `http://localhost:${port()}`;
}

/** An organization that signed up by API, with its owner. */
export class Organization {
  private constructor(
    readonly slug: string,
    readonly name: string,
    readonly owner: Person,
    private readonly at: number,
  ) {}

  /** `at` is the port of the server that it signs up at. */
  static async signUp(name = "Harbor School", at = port()): Promise<Organization> {
    const slug = unique("school");
    const owner = { name: "Olga Petrova", email: `olga@${slug}.example`, password: PASSWORD };
    const apex = new Client("localhost", at);
    const made = await apex.post<{ handoff_code: string }>("/organizations", { name, slug, owner });
    const visitor = new Client(`${slug}.localhost`, at);
    const session = await visitor.post<Session>("/sessions/handoff", { code: made.handoff_code });
    const api = visitor.as(session.access_token);
    const me = await api.get<Made>("/me");
    return new Organization(slug, name, { id: me.id, name: owner.name, email: owner.email, api }, at);
  }

  /** An address of this organization. */
  url(path = "/"): string {
    return `${organizationUrl(this.slug, this.at)}${path}`;
  }

  get visitor(): Client {
    return new Client(`${this.slug}.localhost`, this.at);
  }

  /** Somebody who was invited by mail and accepted. */
  async join(role: Role, name = "Lena Fischer"): Promise<Person> {
    const email = `${unique(role)}@${this.slug}.example`;
    await this.owner.api.post("/invitations", { email, roles: [role] });
    const link = await this.linkFor(email, "/accept-invitation");
    const token = new URLSearchParams(new URL(link).hash.slice(1)).get("token");
    const visitor = this.visitor;
    const session = await visitor.post<Session>(`/invitations/${token}/accept`, { name, password: PASSWORD });
    const api = visitor.as(session.access_token);
    const me = await api.get<Made>("/me");
    return { id: me.id, name, email, api };
  }

  /** The newest mail to somebody, waited for: mails are sent by jobs. */
  async mailTo(email: string, matches: (mail: Mail) => boolean = () => true): Promise<Mail> {
    for (let tries = 0; tries < 100; tries += 1) {
      const { items } = await this.visitor.get<{ items: Mail[] }>("/dev/mails");
      const mail = items.find((one) => one.to.includes(email) && matches(one));
      if (mail) return mail;
      await pause(100);
    }
    throw new Error(`no mail came to ${email}`);
  }

  /** The link to one of our pages in a mail to somebody. */
  async linkFor(email: string, path: string): Promise<string> {
    const leadsThere = (link: string) => new URL(link).pathname.startsWith(path);
    const mail = await this.mailTo(email, (one) => one.links.some(leadsThere));
    const link = mail.links.find(leadsThere);
    if (!link) throw new Error(`${mail.subject} has no link to ${path}`);
    return link;
  }

  /** A published course of text lessons, as many in each section as asked. */
  async course(title: string, sections: string[][], text = "A few words to read."): Promise<Course> {
    const { api } = this.owner;
    const course = await api.post<{ id: string; slug: string }>("/courses", { title });
    const lessons = [];
    for (const [index, titles] of sections.entries()) {
      const section = await api.post<Made>(`/courses/${course.id}/sections`, { title: `Part ${index + 1}` });
      for (const lessonTitle of titles) {
        const body = { title: lessonTitle, kind: "text", content: { markdown: text } };
        const lesson = await api.post<Made>(`/sections/${section.id}/lessons`, body);
        lessons.push({ id: lesson.id, title: lessonTitle });
      }
    }
    await api.post(`/courses/${course.id}/publish`, {});
    return { id: course.id, slug: course.slug, title, lessons };
  }

  /** Puts somebody into a course. */
  async enroll(person: Person, course: Course): Promise<string> {
    const body = { course_id: course.id, user_id: person.id };
    const enrollment = await this.owner.api.post<Made>("/enrollments", body);
    return enrollment.id;
  }
}

export function organizationUrl(slug: string, at = port()): string {
  return `http://${slug}.localhost:${at}`;
}
