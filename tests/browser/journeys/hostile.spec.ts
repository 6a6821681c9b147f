import { createServer } from "node:http";
import type { BrowserContext, Page } from "@playwright/test";
import { consoleUrl, Operator } from "../support/operators.ts";
import { Organization, type Person } from "../support/people.ts";
import { command } from "../support/server.ts";
import { expect, signIn, test } from "../support/test.ts";

/** What an attacker writes wherever text goes in. Each one, were it run, would open a dialog, load from the trap, or mark the page. */
const payloads = (trap: string) => [
  `<script>alert(1)</script>`,
  `<img src=x onerror="alert(1);new Image().src='${trap}/a'">`,
  `"><svg onload=alert(1)><a href="javascript:alert(1)">x</a>`,
  `<iframe srcdoc="<script>parent.alert(1)</script>" src="${trap}/b"></iframe>`,
  `<style>@import '${trap}/c';</style><link rel=stylesheet href='${trap}/d'>`,
  `{{constructor.constructor('alert(1)')()}} \${alert(1)} <math><mtext><img src=x onerror=alert(1)>`,
  `javascript:alert(1)//"'><base href="${trap}/">`,
];

interface Operation {
  operationId: string;
  requestBody?: { content: { "application/json"?: { schema: { $ref?: string } } } };
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, { type?: string | string[]; $ref?: string }> }> };
}

/** The fields of an operation's body that take text, as the description names them: a new one is tried without being told. */
function textFields(description: Description, operationId: string): string[] {
  for (const item of Object.values(description.paths)) {
    for (const operation of Object.values(item)) {
      if (operation.operationId !== operationId) continue;
      const name = operation.requestBody?.content["application/json"]?.schema.$ref?.split("/").at(-1) ?? "";
      const properties = Object.entries(description.components.schemas[name]?.properties ?? {});
      return properties.filter(([, schema]) => [schema.type].flat().includes("string")).map(([field]) => field);
    }
  }
  throw new Error(`no operation ${operationId}`);
}

/** Writes every payload into every text field of every operation that keeps text; what is refused is refused. */
async function poison(school: Organization, learner: Person, trap: string): Promise<number> {
  const { api } = school.owner;
  const description = await api.get<Description>("/openapi.json");
  const course = await school.course("Knots", [["The bowline"]]);
  const outline = await api.get<{ sections: { id: string }[] }>(`/courses/${course.id}/outline`);
  const section = outline.sections[0]?.id ?? "";
  const lesson = course.lessons[0]?.id ?? "";
  let kept = 0;
  const send = async (method: string, path: string, body: unknown, who: Person = school.owner) => {
    const headers: Record<string, string> = { authorization: `Bearer ${who.api.token ?? ""}` };
    if (method === "PATCH" && path !== "/organization" && path !== "/me") {
      const read = await who.api.get<{ version: number }>(path);
      headers["if-match"] = `"${read.version}"`;
    }
    const answer = await school.visitor.send(method, `/api/v1${path}`, body, headers);
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(500);
    if (answer.status < 300) kept += 1;
  };
  const fill = async (method: string, path: string, operation: string, base: Record<string, unknown>, who?: Person) => {
    for (const field of textFields(description, operation)) {
      for (const payload of payloads(trap)) await send(method, path, { ...base, [field]: payload }, who);
    }
  };
  await fill("POST", "/courses", "create_course", { title: "Poisoned" });
  await fill("PATCH", `/courses/${course.id}`, "update_course", {});
  await fill("POST", `/courses/${course.id}/sections`, "create_section", { title: "Part" });
  await fill("POST", `/sections/${section}/lessons`, "create_lesson", { title: "Text", kind: "text", content: { markdown: "x" } });
  await fill("PATCH", `/lessons/${lesson}`, "update_lesson", {});
  await fill("POST", "/api-keys", "create_api_key", { name: "Key", scopes: ["read"] });
  await fill("POST", "/invitations", "create_invitation", { email: "x@x.example", roles: ["learner"] });
  await fill("PATCH", "/me", "update_me", {}, learner);
  await fill("PATCH", "/me", "update_me", {});
  for (const payload of payloads(trap)) {
    for (const content of [{ markdown: payload }, { html: payload }]) await send("PATCH", `/lessons/${lesson}`, { content });
  }
  await send("POST", `/courses/${course.id}/publish`, {});
  await fill("PATCH", "/organization", "update_organization", {});
  return kept;
}

/** Anything that a script of somebody else's would do. */
async function listen(context: BrowserContext, trap: string, heard: string[]): Promise<void> {
  const watch = (page: Page) => {
    page.on("dialog", (dialog) => {
      heard.push(`a dialog on ${page.url()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url().startsWith(trap)) heard.push(`${page.url()} asked for ${request.url()}`);
    });
  };
  for (const page of context.pages()) watch(page);
  context.on("page", watch);
  await context.exposeFunction("heardViolation", (words: string) => heard.push(words));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const tell: unknown = Reflect.get(window, "heardViolation");
      if (typeof tell === "function") tell(`${location.href}: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
}

test("nothing that a free organization writes runs where an operator looks", async ({ page, newVisitor }) => {
  test.setTimeout(300_000);
  const trapped: string[] = [];
  const server = createServer((request, response) => {
    trapped.push(request.url ?? "");
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const trap = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
  try {
    const school = await Organization.signUp();
    const learner = await school.join("learner");
    const kept = await poison(school, learner, trap);
    expect(kept, "most of it is kept: a text is a text").toBeGreaterThan(60);
    await command("plan", school.slug, "free");
    const named = await Promise.all(payloads(trap).map((payload) => Organization.signUp(payload.slice(0, 120))));

    const heard: string[] = [];
    const operator = await Operator.make(`Oda <img src=x onerror=alert(1)>`);
    const id = await operator.idOf(school.slug);
    await listen(page.context(), trap, heard);
    const hostile = `Ticket <script>alert(1)</script><img src="${trap}/e">`;
    await operator.send("POST", `/organizations/${id}/measure`, {});
    await operator.send("PUT", `/organizations/${id}/plan`, { plan: "contract", note: hostile });
    await operator.comeIn(page);
    for (const path of ["/", "/organizations", `/organizations/${id}`, "/jobs", "/jobs?status=done", "/emails", "/log"]) {
      await page.goto(consoleUrl(path));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
    }
    await page.goto(consoleUrl("/organizations?q=school-"));
    for (const { name, slug } of named) {
      await expect(page.getByRole("link").filter({ hasText: slug })).toContainText(name);
    }
    const name = (await operator.send<{ name: string }>("GET", `/organizations/${id}`)).name;
    await page.goto(consoleUrl(`/organizations/${id}`));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    expect(name, "the name that the console shows is one of ours").toContain("alert(1)");

    const { url } = await operator.send<{ url: string }>("POST", `/organizations/${id}/support-sessions`, { reason: hostile });
    await page.goto(url);
    await expect(page.getByRole("complementary", { name: "Support access" })).toBeVisible();
    for (const link of ["People", "Settings", "Plan", "Administration", "Courses"]) {
      const isPhone = (page.viewportSize()?.width ?? 0) < 768;
      if (isPhone) await page.getByRole("button", { name: "Open the menu" }).click();
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: link, exact: true }).click();
      await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
      await page.waitForLoadState("networkidle");
    }
    await page.getByRole("main").getByRole("link", { name: /alert/ }).first().click();
    await expect(page.getByRole("heading", { name: "Outline" })).toBeVisible();
    await page.waitForLoadState("networkidle");

    const owner = await newVisitor();
    await listen(owner.context(), trap, heard);
    await signIn(owner, school, school.owner);
    await owner.goto(school.url("/admin/audit"));
    await expect(owner.getByText("looked into the organization").first()).toBeVisible();
    await owner.goto(school.url("/admin/support"));
    await expect(owner.getByText(hostile)).toBeVisible();
    await operator.send("POST", `/organizations/${id}/suspend`, { reason: hostile });
    await owner.goto(school.url());
    await expect(owner.getByText(hostile)).toBeVisible();
    expect(heard).toEqual([]);
    expect(trapped).toEqual([]);
  } finally {
    server.close();
  }
});
