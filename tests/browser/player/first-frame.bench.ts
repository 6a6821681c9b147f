import { test } from "./fixture.ts";

const ROUNDS = 20;

/** What `make bench` says of it; a figure for people, and no test. */
test("from the click to the first frame", async ({ page, media }) => {
  test.setTimeout(180_000);
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(media.url());
    await page.getByRole("button", { name: /^Play, / }).waitFor();
    // the page tells: what Playwright needs to learn of it is not counted
    await page.evaluate(() => {
      const told = document.documentElement.dataset;
      const whenThere = (clicked: number) => {
        const video = document.querySelector("video");
        if (!video) requestAnimationFrame(() => whenThere(clicked));
        else video.requestVideoFrameCallback((now) => (told["waited"] = String(now - clicked)));
      };
      addEventListener("click", () => whenThere(performance.now()), { capture: true, once: true });
    });
    await page.getByRole("button", { name: /^Play, / }).click();
    const waited = await page.waitForFunction(() => document.documentElement.dataset["waited"]);
    waits.push(Number(await waited.jsonValue()));
  }
  const [first = Number.NaN, ...others] = waits;
  others.sort((one, other) => one - other);
  const at = (share: number) => (others[Math.floor(others.length * share)] ?? Number.NaN).toFixed(0);
  const said = `the first ${first.toFixed(0)} ms, then ${at(0.5)} ms (median of ${others.length}), ${at(0.9)} ms (90 %)`;
  console.log(`click to first frame, ${test.info().project.name}: ${said}`);
});
