import { renderHook, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { course, owner, subscription } from "@/mocks/facts";
import { Frame, serve } from "@/mocks/screen";
import { offersIn, useRefusal } from "./refusal";
import { startSession, startSupport } from "./session";

const grant = { access_token: "token", expires_in: 3600 };

function ask(standing: "good" | "read_only", isFrozen: boolean) {
  serve({ "/api/v1/me": owner, "/api/v1/subscription": subscription(standing) });
  return renderHook(() => useRefusal(course(isFrozen)), { wrapper: Frame });
}

test("an overdue payment stands in the way of changes, before a frozen course does", async () => {
  startSession(grant);
  const { result } = ask("read_only", true);
  expect(result.current).toBe("course_frozen");
  await waitFor(() => expect(result.current).toBe("organization_read_only"));
});

test("a frozen course stands in the way of its changes, and an open one does not", () => {
  startSession(grant);
  expect(ask("good", true).result.current).toBe("course_frozen");
  expect(ask("good", false).result.current).toBeNull();
});

test("an operator who looks changes nothing, whatever is paid", () => {
  startSupport(grant);
  expect(ask("good", false).result.current).toBe("support_looks_only");
});

test("learners are not asked for what they may not see", async () => {
  startSession(grant);
  const learner = { ...owner, roles: ["learner"], can: { ...owner.can, use_courses: false } };
  const asked: string[] = [];
  serve({
    "/api/v1/me": learner,
    get "/api/v1/subscription"() {
      asked.push("subscription");
      return subscription("read_only");
    },
  });
  const { result } = renderHook(() => useRefusal(), { wrapper: Frame });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(result.current).toBeNull();
  expect(asked).toEqual([]);
});

test("a frozen course offers what it had to whoever sees its drafts, and nothing to others", () => {
  const frozen = course(true);
  expect(offersIn(frozen)).toEqual({ edit: true, publish: true });
  expect(offersIn({ ...frozen, can: { ...frozen.can, view: false } })).toEqual({
    edit: false,
    publish: false,
  });
  const grader = course(false);
  expect(offersIn({ ...grader, can: { ...grader.can, edit: false, publish: false } })).toEqual({
    edit: false,
    publish: false,
  });
});
