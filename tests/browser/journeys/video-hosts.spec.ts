import type { Page, Request, Route } from "@playwright/test";
import { expectPlaying } from "../player/fixture.ts";
import { expectAccessible } from "../support/accessible.ts";
import { HostedServer } from "../support/hosted.ts";
import type { Organization } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import { VideoFiles } from "../support/video-files.ts";

// media plays in real time: a machine that is busy elsewhere for a second is no fault of the product
test.describe.configure({ retries: 1 });

let files: VideoFiles;
test.beforeAll(() => {
  files = new VideoFiles();
});
test.afterAll(() => files.remove());

async function openCourse(page: Page, school: Organization): Promise<string> {
  const ines = await school.join("instructor", "Ines Okafor");
  const { id } = await ines.api.post<{ id: string }>("/courses", { title: "Knots for sailors" });
  await ines.api.post(`/courses/${id}/sections`, { title: "Hitches" });
  await signIn(page, school, ines);
  await page.goto(school.url(`/build/${id}`));
  await expect(page.getByRole("heading", { level: 3, name: "Hitches" })).toBeVisible();
  return id;
}

const row = (page: Page) => page.getByRole("listitem").filter({ has: page.getByRole("button", { name: "Move lesson Large" }) }).last();

for (const host of ["mux", "cloudflare"] as const) {
  test(`a video goes to ${host} from the browser, survives a reload on the way, and plays from there`, async ({ page }) => {
    test.setTimeout(180_000);
    const hosted = await HostedServer.start(host);
    try {
      const school = await hosted.signUp();
      // a video host allows no headers that are none of its own
      await page.context().setExtraHTTPHeaders({});
      const proofs: string[] = [];
      const look = async (request: Request) => {
        if (!request.url().startsWith(hosted.doubleUrl)) return;
        const headers = await request.allHeaders().catch(() => ({}));
        proofs.push(...Object.keys(headers).filter((name) => ["authorization", "cookie", "idempotency-key"].includes(name)));
      };
      page.on("request", (request) => void look(request));
      const blocked: string[] = [];
      page.on("console", (message) => {
        if (message.text().includes("Content Security Policy")) blocked.push(message.text());
      });
      await openCourse(page, school);

      // the first portion of 8 MiB passes; the second gets no answer before the page is gone
      const path = files.make("Large.mp4", { seconds: 2, noise: true });
      let portions = 0;
      const cut = async (route: Route) => {
        const request = route.request();
        const isPortion = request.method() === "PATCH" || /bytes \d/.test(request.headers()["content-range"] ?? "");
        if (isPortion) portions += 1;
        if (!isPortion || portions === 1) await route.continue();
      };
      await page.route(`${hosted.doubleUrl}/upload/**`, cut);
      await page.getByLabel("Video files for Hitches").setInputFiles(path);
      await expect.poll(() => portions, { timeout: 30_000 }).toBeGreaterThan(1);
      page.on("dialog", (dialog) => void dialog.accept());
      await page.reload();
      const left = page.getByRole("group", { name: "Interrupted uploads" });
      await expect(left.getByText("1 upload was interrupted")).toBeVisible();
      await page.unroute(`${hosted.doubleUrl}/upload/**`, cut);
      const places: string[] = [];
      page.on("request", (request) => {
        const headers = request.headers();
        const place = headers["upload-offset"] ?? headers["content-range"];
        if (request.url().includes("/upload/") && place) places.push(place.replace(/\/.*/, ""));
      });
      await left.locator("input[type=file]").setInputFiles(path);
      const tray = page.getByRole("region", { name: "Uploads" });
      await expect(tray.getByText("Uploaded; it is being prepared")).toBeVisible({ timeout: 30_000 });
      expect(places.filter((place) => place !== "bytes *")[0]).toMatch(/^(?:bytes )?8388608/);

      // its message comes, and it plays from there
      await expect(row(page).getByText(/^Ready · 0:1[23]$/)).toBeVisible({ timeout: 60_000 });
      await page.getByRole("link", { name: "Large", exact: true }).click();
      await page.getByRole("button", { name: /^Play, / }).click();
      await expectPlaying(page);
      expect(proofs).toEqual([]);
      expect(blocked).toEqual([]);
    } finally {
      await hosted.stop();
    }
  });
}

test("a video that this platform keeps moves to another host, and plays from there afterwards", async ({ page }) => {
  test.setTimeout(180_000);
  const hosted = await HostedServer.start("mux");
  try {
    const school = await hosted.signUp();
    await page.context().setExtraHTTPHeaders({});
    expect(await hosted.server.run("video-host", school.slug, "builtin")).toContain("new videos go to builtin");
    const course = await openCourse(page, school);
    await page.getByLabel("Video files for Hitches").setInputFiles(files.make("Large.mp4"));
    await expect(row(page).getByText(/^Ready · 0:0\d$/)).toBeVisible({ timeout: 90_000 });

    // the operator changes the host: the list offers what follows from it
    await page.goto(school.url(`/build/${course}/videos`));
    const menu = page.getByRole("button", { name: "Actions for Large" });
    await menu.click();
    await expect(page.getByRole("menuitem", { name: "Rename" })).toBeVisible();
    await expect(page.getByRole("menuitem", { name: /^Move to/ })).toBeHidden();
    await page.keyboard.press("Escape");
    await hosted.server.run("video-host", school.slug, "mux");
    await page.reload();
    await menu.click();
    await page.getByRole("menuitem", { name: "Move to Mux" }).click();
    const way = page.getByText("On its way to Mux. It plays on meanwhile.", { exact: true });
    await expect(way).toBeVisible();
    await expectAccessible(page);
    await expect(way).toBeHidden({ timeout: 90_000 });
    await menu.click();
    await expect(page.getByRole("menuitem", { name: /^Move to/ })).toBeHidden();
    await page.keyboard.press("Escape");

    const fromThere = page.waitForRequest((request) => request.url().startsWith(hosted.doubleUrl) && request.url().includes(".m3u8"));
    await page.getByRole("link", { name: "Large", exact: true }).click();
    await page.getByRole("button", { name: /^Play, / }).click();
    await expectPlaying(page);
    await fromThere;
  } finally {
    await hosted.stop();
  }
});
