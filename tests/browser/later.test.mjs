// The page's second part: fetched at the first sign of a reader, and done without if it cannot be had.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, withPage } from "./page.mjs";
import { serve } from "./serve.mjs";

const LATER = /\.later\.wasm$/;

describe("the second part of the page", () => {
  let browser, site;
  before(async () => ([browser, site] = [await launch(), await serve()]));
  after(async () => {
    await browser.close();
    await site.close();
  });

  const untouched = (use) => withPage(browser, site.url, use, { touched: false });
  const messages = (page) => page.getByRole("list", { name: "Messages" }).getByRole("button");
  const tree = (page) => page.getByRole("tree", { name: "Packet" });

  it("is not fetched before the page is touched", () =>
    untouched(async (page) => {
      const fetched = [];
      page.on("request", (request) => fetched.push(request.url()));
      await messages(page).first().waitFor();
      await page.waitForTimeout(1000);
      assert.deepEqual(fetched, []);
      const coming = page.waitForRequest(LATER);
      await page.mouse.move(600, 300);
      await coming;
      await page.getByRole("textbox", { name: "R1 command" }).waitFor();
    }));

  it("comes for a key as well, and what was asked for meanwhile is done", () =>
    untouched(async (page) => {
      await page.keyboard.press("n");
      await page.keyboard.press("n");
      await tree(page).waitFor();
      assert.match(await page.getByRole("status", { name: "Narration" }).textContent(), /R1/);
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Settings" }).waitFor();
    }));

  it("leaves the focus and what is being typed where they are", () =>
    untouched(async (page) => {
      const command = page.getByRole("textbox", { name: "R1 command" });
      await page.route(LATER, async (route) => {
        await page.waitForTimeout(500);
        await route.continue();
      });
      const come = page.waitForResponse(LATER);
      await command.focus();
      await page.keyboard.type("sh cry");
      await come;
      await page.keyboard.press("?");
      await page.getByRole("group", { name: "R1 help" }).getByText("crypto").waitFor();
      await page.keyboard.type("p");
      assert.equal(await command.inputValue(), "sh cryp");
    }));

  it("is missed with a word and a way to try again, while stepping goes on", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route(LATER, (route) => route.abort());
    await page.goto(site.url);
    for (let step = 0; step < 4; step++) await page.getByRole("button", { name: "Next step" }).click();
    const alert = page.getByRole("alert");
    await alert.getByText("could not be fetched").waitFor();
    assert.match(await page.locator(".eyebrow").textContent(), /^Step 4 of/);
    assert.equal(await tree(page).count(), 0);
    await page.unroute(LATER);
    await alert.getByRole("button", { name: "Try again" }).click();
    await tree(page).waitFor();
    assert.match(await page.locator(".eyebrow").textContent(), /^Step 4 of/, "nothing is lost");
    assert.equal(await alert.count(), 0);
    await context.close();
  });
});
