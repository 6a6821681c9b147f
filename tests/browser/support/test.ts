import { type Browser, type BrowserContext, type Page, test as base, expect } from "@playwright/test";
import { someAddress } from "./client.ts";
import { type Organization, PASSWORD, type Person } from "./people.ts";

export { expect };

/** Another browser: nothing of the first one's cookies or storage is in it. */
export type NewVisitor = () => Promise<Page>;

/**
 * A page that comes from an address of its own, and a journey that fails when any page logs an error: a policy that blocks
 * something, a component that throws.
 */
export const test = base.extend<{ newVisitor: NewVisitor; faults: string[] }>({
  faults: [
    async ({}, use) => {
      const faults: string[] = [];
      await use(faults);
      expect(faults, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
  extraHTTPHeaders: async ({}, use) => {
    await use({ "x-forwarded-for": someAddress() });
  },
  page: async ({ page, faults }, use) => {
    watch(page, faults);
    await use(page);
  },
  newVisitor: async ({ browser, contextOptions, viewport, hasTouch, isMobile, locale, faults }, use) => {
    const contexts: BrowserContext[] = [];
    const open = async (from: Browser) => {
      const context = await from.newContext({
        ...contextOptions,
        viewport,
        hasTouch,
        isMobile,
        ...(locale ? { locale } : {}),
        extraHTTPHeaders: { "x-forwarded-for": someAddress() },
      });
      contexts.push(context);
      const page = await context.newPage();
      watch(page, faults);
      return page;
    };
    await use(() => open(browser));
    for (const context of contexts) await context.close();
  },
});

function watch(page: Page, faults: string[]): void {
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // The browser itself logs every answer of 400 and above; what a page makes of it is what journeys look at.
    const isAnswer = /^(?:Failed to load resource|ApiProblem: Sign in first\.)/.test(message.text());
    // Mails run no scripts, and neither does what axe puts into every frame.
    const isMail = message.text().startsWith("Blocked script execution in 'about:srcdoc'");
    if (message.type() === "error" && !isAnswer && !isMail) faults.push(`${page.url()}: ${message.text()}`);
  });
}

/** Signs in by the form, and waits until the person is inside. */
export async function signIn(page: Page, organization: Organization, person: Person): Promise<void> {
  await page.goto(organization.url("/sign-in"));
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}
