// The gallery: scenarios as cards, each with what came of its run, and the way to it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite } from "./page.mjs";

const gallery = (page) => page.getByRole("main");
const card = (page, name) => gallery(page).getByRole("link", { name, exact: true });
const show = (page) => page.getByRole("button", { name: "Scenarios", exact: true }).click();
const picked = (page) => page.getByRole("combobox", { name: "Scenario" }).evaluate((it) => it.selectedOptions[0].text);

/** Waits until each card's scenario has been run. */
async function ran(page) {
  await page.waitForFunction(() => {
    const cards = [...document.querySelectorAll(".gallery li")];
    return cards.length > 0 && cards.every((it) => /^(up|down), /.test(it.querySelector(".state").textContent));
  });
}

describe("the gallery", () => {
  const setup = browserAndSite();

  it("shows what comes of each scenario", () =>
    setup.onPage(async (page) => {
      await show(page);
      await ran(page);
      const items = gallery(page).getByRole("listitem");
      assert.ok((await items.count()) >= 12);
      const state = (name) => items.filter({ has: page.getByRole("link", { name, exact: true }) }).locator(".state").textContent();
      assert.equal(await state("Document 50880: a SEAL tunnel"), "up, 4 of 5 pings");
      assert.equal(await state("Pre-shared keys that differ"), "down, 0 of 5 pings");
      for (const item of await items.all()) assert.ok((await item.locator("svg g").count()) >= 6, "its ladder is drawn");
    }));

  it("leads to a scenario, and back", () =>
    setup.onPage(async (page) => {
      await show(page);
      await ran(page);
      await card(page, "Pre-shared keys that differ").click();
      await page.getByRole("status", { name: "Verdict" }).filter({ hasText: "MM5" }).waitFor();
      assert.equal(await picked(page), "Pre-shared keys that differ");
      await show(page);
      await gallery(page).locator("[aria-current]").filter({ hasText: "Pre-shared keys that differ" }).waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      await gallery(page).locator("[aria-current]").filter({ hasText: "Document 50880" }).waitFor();
    }));

  it("is walked by the keyboard", () =>
    setup.onPage(async (page) => {
      await show(page);
      await ran(page);
      await card(page, "AES and SHA-1").focus();
      await page.keyboard.press("Tab");
      await card(page, "3DES and MD5").and(page.locator(":focus")).waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("list", { name: "Messages" }).waitFor();
      assert.equal(await picked(page), "3DES and MD5");
    }));

  it("has its address, and each scenario one of its own", () =>
    setup.onPage(async (page) => {
      await show(page);
      await page.waitForFunction(() => location.hash.startsWith("#1"));
      await page.reload();
      await ran(page);
      await page.goto(new URL("#wrong-key", page.url()).href);
      await page.getByRole("status", { name: "Verdict" }).filter({ hasText: "MM5" }).waitFor();
      await page.reload();
      await page.getByRole("status", { name: "Verdict" }).filter({ hasText: "MM5" }).waitFor();
      assert.equal(await picked(page), "Pre-shared keys that differ");
    }));

  it("is chosen from in the header too", () =>
    setup.onPage(async (page) => {
      await page.getByRole("combobox", { name: "Scenario" }).selectOption("A provider in between");
      await page.getByText("198.51.100.5", { exact: true }).first().waitFor();
      assert.equal(await picked(page), "A provider in between");
    }));

  it("fits a phone", () =>
    setup.onPage(
      async (page) => {
        await show(page);
        await ran(page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      },
      { viewport: { width: 360, height: 740 } },
    ));
});
