// The page where it cannot run, when it stops, and on paper.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite, drawn, goToStep } from "./page.mjs";

describe("a page that cannot run", () => {
  const setup = browserAndSite();

  async function readable(page) {
    await page.getByRole("heading", { name: /MM4 from R1 to R2/ }).waitFor();
    assert.match(await page.locator("main.plain").innerText(), /SKEYID_e = prf\(SKEYID/);
    assert.equal(await page.getByRole("row", { name: /Nonce data/ }).count(), 4);
    assert.match(await page.locator("main.plain").innerText(), /atts are acceptable/);
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(width <= 0, "nothing sticks out");
  }

  it("gives the run as text without JavaScript", async () => {
    // Chromium gives the preload of the program's script up, and says so: no complaint of the page's.
    const context = await setup.browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 780 } });
    const page = await context.newPage();
    await page.goto(setup.site.url);
    await page.getByRole("heading", { name: "How two routers agree" }).waitFor();
    await page.getByRole("link", { name: "Watch", exact: true }).click();
    const top = await page.locator("#watch").evaluate((plain) => plain.getBoundingClientRect().top);
    assert.ok(Math.abs(top) < 1, `Watch leads to the run, ${top} px below the top`);
    await readable(page);
    await context.close();
  });

  it("gives the run as text without WebAssembly", async () => {
    const context = await setup.browser.newContext();
    const page = await context.newPage();
    await page.addInitScript("delete globalThis.WebAssembly");
    await page.goto(setup.lab);
    await page.getByRole("alert").getByText(/cannot run in this browser/).waitFor();
    await readable(page);
    await context.close();
  });

  it("keeps the scenario when the program stops, and says so", async () => {
    const context = await setup.browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    // The program's imports are wrapped, so that the test can make one of them trap as the program itself would.
    await page.addInitScript(() => {
      const original = WebAssembly.instantiate;
      const trap = (f) => (...given) => {
        if (globalThis.trapped) throw new WebAssembly.RuntimeError("unreachable");
        return f(...given);
      };
      WebAssembly.instantiate = (source, imports) => {
        for (const module of Object.values(imports)) {
          for (const [name, f] of Object.entries(module)) if (typeof f === "function") module[name] = trap(f);
        }
        return original(source, imports);
      };
    });
    await page.goto(setup.lab);
    await drawn(page);
    const next = page.getByRole("button", { name: "Next step" });
    for (let step = 0; step < 4; step++) await next.click();
    await page.evaluate(() => (globalThis.trapped = true));
    // Whatever the page does first stops it: the dialog may be there before the pointer is.
    await next.evaluate((button) => button.click());
    const dialog = page.getByRole("dialog", { name: "ikelab has stopped" });
    await dialog.waitFor();
    const link = await dialog.getByRole("textbox", { name: "Link to this scenario" }).inputValue();
    assert.ok(link.startsWith(setup.site.url), link);
    await dialog.getByRole("button", { name: "Copy report" }).click();
    await dialog.getByText(/RuntimeError|Copied/).first().waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.match(await page.locator(".short").innerText(), /R1 answers/, "what was drawn last stays");
    await page.evaluate(() => dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
    assert.equal(await dialog.count(), 0, "a timer that fails later says nothing");
    await next.click();
    await dialog.waitFor();
    await page.evaluate(() => (globalThis.trapped = false));
    await context.close();
  });

  it("prints a step as a clean sheet", () =>
    setup.onPage(
      async (page) => {
        await goToStep(page, 4);
        await page.emulateMedia({ media: "print" });
        const seen = (selector) => page.locator(selector).first().isVisible();
        for (const part of [".narration .short", ".ladder", ".tree", ".bytes", ".explanation", ".state", ".record.new"]) {
          assert.ok(await seen(part), `${part} is printed`);
        }
        for (const part of [".timeline", ".switches", ".entry", ".tamper", ".views", ".tools", ".message.later", ".record:not(.new)"]) {
          assert.ok(!(await seen(part)), `${part} is not printed`);
        }
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.equal(paper, "rgb(255, 255, 255)", "paper is light");
        const sheet = await page.pdf({ preferCSSPageSize: true });
        const pages = sheet.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
        assert.ok(pages <= 3, `${pages} pages`);
      },
      { viewport: { width: 1280, height: 800 }, colorScheme: "dark", reducedMotion: "reduce" },
    ));

  it("prints no part over another, and a configuration to its end", () =>
    setup.onPage(
      async (page) => {
        await goToStep(page, 10);
        await page.emulateMedia({ media: "print" });
        const edges = (selector) =>
          page.locator(selector).evaluateAll((all) => all.map((one) => [one.getBoundingClientRect().top, one.getBoundingClientRect().bottom]));
        const bottom = Math.max(...(await edges(".bits > *, .blocks, .bytes .row")).map(([, bottom]) => bottom));
        const [[top]] = await edges(".routers");
        assert.ok(bottom <= top, `${bottom} is above ${top}`);
        await page.emulateMedia({ media: "screen" });
        await page.getByRole("button", { name: "Configurations" }).click();
        await page.emulateMedia({ media: "print" });
        for (const editor of await page.locator(".editor").all()) {
          const [pane, last] = [await editor.boundingBox(), await editor.locator("li").last().boundingBox()];
          assert.ok(last.y + last.height <= pane.y + pane.height + 1, "the last line is printed");
        }
      },
      { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" },
    ));
});
