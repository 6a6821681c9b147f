import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { DnsServer } from "../support/dns.ts";
import { MailServer, verdictOn } from "../support/mails.ts";
import { Organization } from "../support/people.ts";
import { Server } from "../support/server.ts";
import { expect, signIn, test } from "../support/test.ts";
import { expectComfortable } from "../support/touch.ts";

/** Name and value of a record, as the page tells one to enter them. */
async function record(page: Page, title: string): Promise<{ name: string; value: string }> {
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: title }) });
  const line = async (label: string) => {
    const term = card.locator("div", { has: page.locator("dt", { hasText: label }) }).last();
    return (await term.locator("dd").first().textContent()) ?? "";
  };
  return { name: await line("Name"), value: await line("Value") };
}

test("an organization proves its domain with wrong records, then right ones, and its emails are signed", async ({ page, hasTouch }, { project }) => {
  test.setTimeout(180_000);
  const [dns, mails] = [await DnsServer.start(), await MailServer.start()];
  const settings = { LYCEUM_SMTP_URL: mails.url, LYCEUM_DNS_SERVERS: dns.address, LYCEUM_MAIL_PLATFORM_LIMIT: "3" };
  const server = await Server.start({ settings, log: `email-domain-${project.name}.log` });
  dns.set("_spf.localhost", "v=spf1 ip4:127.0.0.1 -all");
  try {
    const school = await Organization.signUp("Harbor School", server.port);
    const { api } = school.owner;
    const invite = (name: string) => api.post("/invitations", { email: `${name}@else.example`, roles: ["learner"] });
    const domain = `mail.${school.slug}.example`;

    // Three emails go: the one that proves the owner's address, and two more. The others wait, and the page says so.
    for (const name of ["one", "two", "three", "four"]) await invite(name);
    const first = await mails.to("two@else.example");
    expect((await verdictOn(first, dns)).dkim).not.toBe("pass");
    expect(first.from).toBe("no-reply@localhost");
    const waiting = async () => (await api.get<{ limits: { metric: string; waiting: number }[] }>("/entitlements")).limits.find(({ metric }) => metric === "emails")?.waiting;
    await expect.poll(waiting).toBe(2);
    await signIn(page, school, school.owner);
    const banner = page.getByRole("status").filter({ hasText: "2 emails are waiting" });
    await expect(banner).toBeVisible();
    await expectAccessible(page);
    await banner.getByRole("link", { name: "Set up your email domain" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Email domain" })).toBeVisible();
    await expectAccessible(page);
    if (hasTouch) await expectComfortable(page);

    const field = page.getByLabel("Your domain");
    await field.fill("gmail.com");
    await page.getByRole("button", { name: "Show me the records" }).click();
    await expect(page.getByText("This domain belongs to a mail provider.")).toBeVisible();
    await field.fill(domain.toUpperCase());
    await page.getByRole("button", { name: "Show me the records" }).click();
    await expect(page.getByRole("heading", { name: domain })).toBeVisible();
    await expect(page.getByText("Waiting for DNS")).toBeVisible();

    // Wrong records: a key that was cut off, an SPF record without us, no DMARC record.
    const dkim = await record(page, "DKIM: the key that signs");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy the value of DKIM: the key that signs" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(dkim.value);
    dns.set(dkim.name, dkim.value.slice(0, 255));
    dns.set(domain, "google-site-verification=x", "v=spf1 ip4:192.0.2.1 -all");
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Not right yet" })).toBeVisible();
    await expect(page.getByText("The key is cut off")).toBeVisible();
    await expect(page.getByText("The record does not let our servers send.")).toBeVisible();
    await expect(page.getByText("There is no such TXT record yet.")).toBeVisible();
    await expect(page.getByText("v=spf1 ip4:192.0.2.1 -all", { exact: true })).toBeVisible();
    await expectAccessible(page);
    if (hasTouch) await expectComfortable(page);

    // Right records, as the page tells them.
    for (const title of ["DKIM: the key that signs", "SPF: who may send", "DMARC: what happens to forgeries"]) {
      const { name, value } = await record(page, title);
      dns.set(name, value);
    }
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText("Verified", { exact: true })).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "All records are right." })).toBeVisible();
    await expect(banner).toBeHidden();
    await expectAccessible(page);

    // The emails that waited go at once, and a receiver finds them right.
    const signed = await mails.to("four@else.example");
    expect(signed.from).toBe(`no-reply@${domain}`);
    const selector = dkim.name.split(".")[0];
    expect(await verdictOn(signed, dns)).toEqual({ spf: "pass", dkim: "pass", domain, selector, dmarc: "pass" });
    const forged = { ...signed, raw: signed.raw.replace(/^Subject: .*$/m, "Subject: Send us your password") };
    expect(forged.raw).not.toBe(signed.raw);
    expect((await verdictOn(forged, dns)).dkim).toBe("fail");

    await page.getByLabel("Name of the sender").fill("Die Hafenschule – Büro");
    await page.getByLabel("Address of the sender").fill("school");
    await page.getByLabel("Answers go to").fill("office@harbor.example");
    await page.getByRole("button", { name: "Save the sender" }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await invite("five");
    const fifth = await mails.to("five@else.example");
    expect(fifth.from).toBe(`school@${domain}`);
    expect(fifth.raw).toContain("Reply-To: office@harbor.example");
    expect((await verdictOn(fifth, dns)).dkim).toBe("pass");

    // The next key signs once DNS shows it.
    await page.getByRole("button", { name: "Make a new DKIM key" }).click();
    await expectAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Make a new key" }).click();
    await expect(page.getByRole("heading", { name: "DKIM: the next key" })).toBeVisible();
    await expect(page.getByRole("dialog")).toBeHidden();
    const next = await record(page, "DKIM: the next key");
    dns.set(next.name, next.value);
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByRole("heading", { name: "DKIM: the old key" })).toBeVisible();
    await expectAccessible(page);
    await invite("six");
    const sixth = await verdictOn(await mails.to("six@else.example"), dns);
    expect([sixth.dkim, sixth.selector]).toEqual(["pass", next.name.split(".")[0]]);

    await page.getByRole("button", { name: "Remove the domain" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await expect(page.getByLabel("Your domain")).toBeVisible();
    await page.goto(school.url("/admin/audit"));
    await expect(page.getByText(`The email domain ${domain} was verified`)).toBeVisible();
  } finally {
    await server.stop();
    await mails.stop();
    dns.stop();
  }
});
