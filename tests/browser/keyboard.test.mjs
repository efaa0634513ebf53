// Everything can be reached and left with the keyboard alone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite, comeBack } from "./page.mjs";

/** Presses Tab until the focused element matches; fails when it has gone round. */
async function tabTo(page, selector) {
  for (let count = 0; count < 80; count++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
  }
  assert.fail(`no Tab leads to ${selector}`);
}

const slider = (page) => page.getByRole("slider", { name: "Step" });

/** Waits until the slider is at a step. */
async function stepBecomes(page, step, message) {
  const isThere = (step) => document.querySelector("input[type=range]").value === step;
  await page.waitForFunction(isThere, step).catch(async () => {
    assert.equal(await slider(page).inputValue(), step, message);
  });
}
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim().slice(0, 60));

/** Waits until the focused element's text matches: the page draws a little after the key. */
async function focusBecomes(page, pattern) {
  const matches = ([source]) => new RegExp(source).test(document.activeElement?.textContent?.trim() ?? "");
  await page.waitForFunction(matches, [pattern.source]).catch(async () => {
    assert.match((await focused(page)) ?? "", pattern);
  });
}

describe("the keyboard", () => {
  const setup = browserAndSite();
  const onPage = (use) => setup.onPage(use, { viewport: { width: 1280, height: 800 } });

  it("takes the arrows only where they belong: on the timeline", () =>
    onPage(async (page) => {
      await page.keyboard.press("ArrowRight");
      await stepBecomes(page, "0", "the arrows of the page scroll");
      await tabTo(page, "[aria-label='Next step']");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await stepBecomes(page, "2");
      await page.keyboard.press("ArrowLeft");
      await stepBecomes(page, "1");
    }));

  it("knows single keys, lists them, and lets them be switched off", () =>
    onPage(async (page) => {
      await page.keyboard.press("n");
      await page.keyboard.press("n");
      await page.keyboard.press("p");
      await stepBecomes(page, "1");
      await page.keyboard.press("?");
      const dialog = page.getByRole("dialog", { name: "Settings and keys" });
      await dialog.getByRole("row", { name: /n The next step/ }).waitFor();
      await dialog.getByRole("switch", { name: "Single-key shortcuts" }).press("Space");
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      await page.keyboard.press("n");
      await page.keyboard.press("?");
      await stepBecomes(page, "1");
      await comeBack(page, setup.lab);
      await slider(page).waitFor();
      await page.keyboard.press("n");
      await stepBecomes(page, "0", "it is remembered");
    }));

  it("leaves single keys to what is typed", () =>
    onPage(async (page) => {
      await page.getByRole("textbox", { name: "R1 command" }).focus();
      await page.keyboard.type("no ping");
      await stepBecomes(page, "0");
    }));

  it("leaves the arrows to an editor", () =>
    onPage(async (page) => {
      await page.getByRole("button", { name: "Configurations" }).click();
      await page.getByRole("textbox", { name: "R1 configuration" }).focus();
      await page.keyboard.press("ArrowRight");
      await stepBecomes(page, "0");
    }));

  it("moves the slider", () =>
    onPage(async (page) => {
      await tabTo(page, "input[type=range]");
      await page.keyboard.press("ArrowRight");
      await stepBecomes(page, "1", "one step a key, not two");
      await page.keyboard.press("End");
      await stepBecomes(page, await slider(page).getAttribute("max"));
      await page.keyboard.press("Home");
      await stepBecomes(page, "0");
    }));

  it("steps by event, and by message with the page keys", () =>
    onPage(async (page) => {
      await tabTo(page, "[aria-label='Step by event']");
      await page.keyboard.press("Space");
      await page.waitForFunction(() => Number(document.querySelector("input[type=range]").max) > 100);
      await page.getByRole("slider", { name: "Step" }).focus();
      const text = () => slider(page).getAttribute("aria-valuetext");
      const becomes = (start) => page.waitForFunction((start) => {
        return document.querySelector("input[type=range]").getAttribute("aria-valuetext").startsWith(start);
      }, start);
      await page.keyboard.press("PageUp");
      await becomes("Step 1 of");
      const whole = await text();
      await page.keyboard.press("PageUp");
      await becomes("Step 2 of");
      await page.keyboard.press("PageDown");
      await becomes(whole);
      await page.keyboard.press("ArrowRight");
      await becomes("Step 2 of 17, event 1 of");
    }));

  it("goes through the messages with one tab stop", () =>
    onPage(async (page) => {
      await tabTo(page, ".ladder button");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await focusBecomes(page, /MM3/);
      await page.keyboard.press("Enter");
      await stepBecomes(page, "3");
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => Boolean(document.activeElement.closest(".ladder"))), false);
    }));

  it("opens, closes and walks the tree", () =>
    onPage(async (page) => {
      await page.keyboard.press("n");
      await tabTo(page, "[role=treeitem]");
      await page.keyboard.press("Home");
      await focusBecomes(page, /^IPv4 header/);
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await focusBecomes(page, /^Version/);
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("ArrowLeft");
      await focusBecomes(page, /^IPv4 header/);
      await page.keyboard.press("ArrowDown");
      await focusBecomes(page, /^UDP header/);
      await page.keyboard.press("v");
      await focusBecomes(page, /^VID/);
      await page.keyboard.press("u");
      await focusBecomes(page, /^UDP header/);
      await stepBecomes(page, "1", "the arrows are the tree's");
    }));

  it("walks the grid of bytes with one tab stop", () =>
    onPage(async (page) => {
      await page.keyboard.press("n");
      await tabTo(page, "[role=gridcell]");
      await page.keyboard.press("Control+Home");
      await focusBecomes(page, /^45$/);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowUp");
      await focusBecomes(page, /^45$/);
      for (let count = 0; count < 9; count++) await page.keyboard.press("ArrowRight");
      await page.getByRole("treeitem", { name: /^Protocol/, selected: true }).waitFor();
      await focusBecomes(page, /^11$/);
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "separator", "the drawer's edge is next");
    }));

  it("moves the drawer's edge, folds it, and finds it as it was left", () =>
    onPage(async (page) => {
      await page.keyboard.press("n");
      const edge = page.getByRole("separator", { name: "Drawer" });
      const height = async () => Number(await edge.getAttribute("aria-valuenow"));
      await edge.focus();
      const before = await height();
      await page.keyboard.press("ArrowUp");
      assert.equal(await height(), before + 24);
      await page.keyboard.press("Enter");
      assert.equal(await page.getByRole("tabpanel").count(), 0, "folded");
      await page.getByRole("tab", { name: "Consoles" }).click();
      await page.getByRole("tabpanel", { name: "Consoles" }).waitFor();
      await edge.press("End");
      const highest = await height();
      await page.reload();
      await page.getByRole("separator", { name: "Drawer" }).waitFor();
      assert.equal(await height(), highest);
    }));

  it("switches tabs and walks the keystream", () =>
    onPage(async (page) => {
      for (let count = 0; count < 10; count++) await page.keyboard.press("n");
      await tabTo(page, "[role=tab]");
      await page.keyboard.press("ArrowRight");
      await page.getByRole("region", { name: "Where this comes from" }).waitFor();
      await page.keyboard.press("ArrowRight");
      await page.getByRole("region", { name: "Keystream" }).waitFor();
      await tabTo(page, ".cipher td");
      await page.keyboard.press("ArrowRight");
      await page.getByRole("group", { name: "Byte 1 in bits" }).waitFor();
    }));

  it("never steals the focus", () =>
    onPage(async (page) => {
      await tabTo(page, "[aria-label='Next step']");
      for (let count = 0; count < 12; count++) {
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Next step");
      }
    }));
});
