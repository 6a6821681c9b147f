-- A file of one byte is announced: it is taken from the plan, and kept.
-- The product's own statements, as PostgreSQL logged them (BENCH_CASES=capture), with random organizations.
\set o random(0, :enrollments / 4000 - 1)
\set org 100000000000 + :o
\set owner 100000000000 + :o * 1000
\set course 100000000000 + :o * 40
\set part1 random(1000, 9999)
\set part2 random(100000000000, 999999999999)
BEGIN;
SELECT set_config('app.org_id', ('01a00100-0000-7000-8000-' || :org), true);
SELECT "courses"."id" AS "course_id", (SELECT "course_staff"."role" FROM "course_staff" WHERE "course_staff"."org_id" = ('01a00100-0000-7000-8000-' || :org)::uuid AND "course_staff"."course_id" = "courses"."id" AND "course_staff"."user_id" = ('01a00200-0000-7000-8000-' || :owner)::uuid) AS "staff_role", (CASE WHEN ("courses"."id" IN (SELECT "courses"."id" FROM "courses" WHERE "courses"."org_id" = ('01a00100-0000-7000-8000-' || :org)::uuid AND "courses"."frozen_at" IS NOT NULL)) THEN true ELSE false END) AS "is_frozen" FROM "courses" WHERE "courses"."org_id" = ('01a00100-0000-7000-8000-' || :org)::uuid AND "courses"."id" = ('01a00400-0000-7000-8000-' || :course)::uuid LIMIT 1;
SELECT "organizations"."id", "organizations"."slug", "organizations"."status", "organizations"."plan", "organizations"."plan_source", "organizations"."standing", "organizations"."created_at", "organizations"."suspension_reason", "organizations"."suspended_at" FROM "organizations" WHERE "organizations"."id" = ('01a00100-0000-7000-8000-' || :org)::uuid LIMIT 1;
UPDATE "usage_counters" SET "used" = (CASE WHEN ("span" = '') THEN "used" ELSE 0 END) + 1, "span" = '' WHERE "usage_counters"."org_id" = ('01a00100-0000-7000-8000-' || :org)::uuid AND "usage_counters"."metric" = 'storage_bytes';
INSERT INTO "videos" ("org_id", "id", "course_id", "title", "file_name", "host", "remote_id", "remote_playback_id", "status", "fault", "fault_detail", "bytes", "sha256", "duration_ms", "width", "height", "has_audio", "percent", "billed_bytes", "billed_minutes", "attempt", "has_original", "has_poster", "sprite", "chapters", "created_by", "created_at", "updated_at", "ready_at", "version") VALUES (('01a00100-0000-7000-8000-' || :org)::uuid, ('01a0' || :part1 || '-0000-7000-8000-' || :part2)::uuid, ('01a00400-0000-7000-8000-' || :course)::uuid, 'machine', 'machine.mp4', 'builtin', NULL, NULL, 'uploading', NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, 0, 1, 0, 0, 'f', 'f', NULL, '[]', ('01a00200-0000-7000-8000-' || :owner)::uuid, now(), now(), NULL, 1);
INSERT INTO "video_uploads" ("org_id", "id", "received", "state", "lock_id", "locked_until", "expires_at", "updated_at") VALUES (('01a00100-0000-7000-8000-' || :org)::uuid, ('01a0' || :part1 || '-0000-7000-8000-' || :part2)::uuid, 0, '', NULL, NULL, now() + interval '1 day', now());
COMMIT;
