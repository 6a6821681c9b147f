import { expectAccessible } from "../support/accessible.ts";
import { Ear } from "../support/ear.ts";
import { Organization } from "../support/people.ts";
import { Server } from "../support/server.ts";
import { expect, signIn, test } from "../support/test.ts";
import { uploaded, videoCourse } from "../support/videos.ts";

// media is encoded in real time: a machine that is busy elsewhere for a second is no fault of the product
test.describe.configure({ retries: 1 });

test("captions are made from the sound, refused first, then read and made one's own", async ({ page }, { project }) => {
  test.setTimeout(240_000);
  const ear = await Ear.start();
  const settings = { LYCEUM_TRANSCRIPTION_URL: ear.url, LYCEUM_TRANSCRIPTION_API_KEY: "quiet" };
  const server = await Server.start({ settings, log: `captions-sound-${project.name}.log` });
  try {
    const school = await Organization.signUp("Harbor School", server.port);
    const { course, videoId } = await videoCourse(school, null, uploaded);
    await signIn(page, school, school.owner);
    await page.goto(school.url(`/build/${course.id}/lessons/${course.lessons[0]?.id}`));
    const sound = page.getByRole("region", { name: "Captions from the sound" });
    await expect(sound.getByLabel("Language that is spoken")).toHaveAttribute("placeholder", "Found out from the sound");
    await expectAccessible(page);

    ear.answers(400);
    await sound.getByRole("button", { name: "Make captions from the sound" }).click();
    await expect(sound.getByText("No captions were made")).toBeVisible({ timeout: 30_000 });
    await sound.getByText("What the server says").click();
    await expect(sound.getByText("This sound cannot be taken")).toBeVisible();
    await expectAccessible(page);

    ear.answers(200);
    ear.hold();
    await sound.getByRole("button", { name: "Try again" }).press("Enter");
    await expect(sound.getByText("Captions are being made from the sound.")).toBeVisible({ timeout: 30_000 });
    await expect(sound.getByRole("button", { name: "Make captions from the sound" })).toBeFocused();
    await expectAccessible(page);
    ear.go();
    await expect(sound.getByText("The captions are made: German")).toBeVisible({ timeout: 30_000 });
    const row = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: "Edit captions: German" }) });
    await expect(row.getByText("Automatic")).toBeVisible();
    await expect(row.getByText("Deutsch")).toBeVisible();
    await expectAccessible(page);

    await sound.getByRole("button", { name: "Read them" }).click();
    const captions = page.getByRole("region", { name: "Captions", exact: true });
    await expect(captions.getByText("A machine made these captions from the sound.")).toBeVisible();
    const line = captions.getByRole("textbox").filter({ hasText: "Mehl, Wasser, Salz." });
    await expect(line).toBeVisible();
    await expectAccessible(page);
    await line.fill("Mehl, Wasser und Salz.");
    await expect(captions.getByText("A machine made these captions from the sound.")).toBeHidden({ timeout: 20_000 });
    await captions.getByRole("button", { name: "All captions" }).click();
    await expect(row.getByText("Automatic")).toBeHidden();
    const { items } = await school.owner.api.get<{ items: { language: string; source: string }[] }>(`/videos/${videoId}/captions`);
    expect(items.map(({ language, source }) => `${language} ${source}`)).toEqual(["de manual"]);

    await sound.getByLabel("Language that is spoken").fill("German");
    await page.getByRole("option", { name: "German (de)" }).click();
    await expect(sound.getByText("A person gave captions in this language.")).toBeVisible();
    await expect(sound.getByRole("button", { name: "Make captions from the sound" })).toBeDisabled();
    await expectAccessible(page);
  } finally {
    ear.stop();
    await server.stop();
  }
});
