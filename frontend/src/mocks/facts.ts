/** What the server says of an organization that tests take place in. */
import type { Schema } from "@/api/types";

const since = "2026-01-01T00:00:00Z";

export const owner: Schema<"Me"> = {
  id: "ann",
  name: "Ann Owner",
  email: "ann@example.org",
  email_verified: true,
  roles: ["owner"],
  language: "en",
  time_zone: "UTC",
  theme: "system",
  created_at: since,
  can: {
    author_courses: true,
    manage_api_keys: true,
    manage_jobs: true,
    manage_members: true,
    manage_organization: true,
    use_courses: true,
    view_audit: true,
    view_members: true,
  },
};

export function subscription(standing: "good" | "read_only"): Schema<"Subscription"> {
  return {
    by_contract: false,
    cancels_at: null,
    currency: "usd",
    grace_ends_at: null,
    interval: "month",
    next: null,
    payments: "on",
    pending_change: null,
    period_ends_at: null,
    plan: "starter",
    standing,
    status: standing === "good" ? "active" : "past_due",
    trial_available: false,
    trial_ends_at: null,
  };
}

/** As its owner sees it: freezing takes the rights to write from everybody. */
export function course(is_frozen: boolean): Schema<"Course"> {
  return {
    asset_urls: {},
    can: {
      delete: true,
      edit: !is_frozen,
      manage_staff: true,
      publish: !is_frozen,
      view: true,
      view_learners: true,
    },
    category: null,
    certificate_enabled: false,
    created_at: since,
    deleted_at: null,
    description: { html: "", markdown: "" },
    estimated_minutes: null,
    has_unpublished_changes: true,
    id: "knots",
    is_frozen,
    language: "en",
    learner_count: 0,
    lesson_count: 1,
    level: "all",
    objectives: [],
    published_at: since,
    requirements: [],
    self_enrollment: true,
    slug: "knots",
    status: "published",
    tags: [],
    teaser: null,
    thumbnail_asset_id: null,
    thumbnail_url: null,
    title: "Knots",
    updated_at: since,
    version: 1,
    visibility: "public",
  };
}

export const outline: Schema<"AuthorOutline"> = {
  course_id: "knots",
  version: 1,
  sections: [
    {
      id: "loops",
      title: "Loops",
      version: 1,
      lessons: [
        {
          id: "bowline",
          title: "The bowline",
          kind: "text",
          status: "published",
          free_preview: false,
          has_unpublished_changes: false,
          is_empty: false,
          required: true,
          version: 1,
          video: null,
        },
      ],
    },
  ],
};

export const lesson: Schema<"Lesson"> = {
  asset_urls: {},
  completion_rule: { kind: "manual" },
  content: { html: "<p>Make a loop.</p>", markdown: "Make a loop.", cleaner_version: 1 },
  course_id: "knots",
  created_at: since,
  free_preview: false,
  has_unpublished_changes: false,
  id: "bowline",
  kind: "text",
  outline_version: 1,
  published_at: since,
  required: true,
  section_id: "loops",
  status: "published",
  title: "The bowline",
  updated_at: since,
  version: 1,
  video_id: null,
};

export const member: Schema<"Member"> = {
  id: "ben",
  name: "Ben Learner",
  email: "ben@example.org",
  email_verified: true,
  roles: ["learner"],
  status: "active",
  created_at: since,
  last_seen_at: null,
  can: { edit: true, remove: true },
};
