-- The learner's outline: membership, host and the course's outline are remembered by the product.
-- The product's own statements, as PostgreSQL logged them (BENCH_CASES=capture), with random learners and courses.
\set e random(0, :enrollments - 1)
\set l :e / 4
\set o :l / 1000
\set c :o * 40 + ((:l % 1000) * 7 + (:e % 4) * 10) % 40
\set place 0
\set org 100000000000 + :o
\set learner 100000000000 + :l
\set enrollment 100000000000 + :e
\set lesson 100000000000 + :c * 130 + :place
BEGIN;
SET TRANSACTION READ ONLY;
SELECT set_config('app.org_id', ('01a00100-0000-7000-8000-' || :org), true);
SELECT "enrollments"."org_id", "enrollments"."id", "enrollments"."course_id", "enrollments"."user_id", "enrollments"."status", "enrollments"."completed_lessons", "enrollments"."required_lessons", "enrollments"."outline_number", "enrollments"."completed_outline_number", "enrollments"."time_spent_seconds", "enrollments"."resume_lesson_id", "enrollments"."resume_position", "enrollments"."resume_at", "enrollments"."resume_sequence", "enrollments"."enrolled_by", "enrollments"."enrolled_at", "enrollments"."completed_at", "enrollments"."expires_at", "enrollments"."last_activity_at", "enrollments"."updated_at", "courses"."title" AS "course_title", "courses"."slug" AS "course_slug", "courses"."thumbnail_asset_id" AS "course_thumbnail", "courses"."outline_number" AS "course_outline", "courses"."deleted_at" AS "course_deleted_at", "users"."name" AS "user_name", "users"."email" AS "user_email", (SELECT "certificates"."code" FROM "certificates" WHERE "certificates"."org_id" = ('01a00100-0000-7000-8000-' || :org)::uuid AND "certificates"."enrollment_id" = "enrollments"."id" AND "certificates"."revoked_at" IS NULL ORDER BY "certificates"."issue_number" DESC LIMIT 1) AS "certificate_code" FROM "enrollments" INNER JOIN "courses" ON "enrollments"."org_id" = "courses"."org_id" AND "enrollments"."course_id" = "courses"."id" INNER JOIN "users" ON "enrollments"."org_id" = "users"."org_id" AND "enrollments"."user_id" = "users"."id" WHERE "enrollments"."org_id" = ('01a00100-0000-7000-8000-' || :org)::uuid AND "enrollments"."id" = ('01a00900-0000-7000-8000-' || :enrollment)::uuid LIMIT 1;
SELECT "lesson_progress"."org_id", "lesson_progress"."id", "lesson_progress"."enrollment_id", "lesson_progress"."lesson_id", "lesson_progress"."state", "lesson_progress"."revision_id", "lesson_progress"."completed_at", "lesson_progress"."position", "lesson_progress"."position_at", "lesson_progress"."position_sequence", "lesson_progress"."reached_end", "lesson_progress"."time_spent_seconds", "lesson_progress"."opened_at", "lesson_progress"."updated_at" FROM "lesson_progress" WHERE "lesson_progress"."org_id" = ('01a00100-0000-7000-8000-' || :org)::uuid AND "lesson_progress"."enrollment_id" = ('01a00900-0000-7000-8000-' || :enrollment)::uuid;
ROLLBACK;
