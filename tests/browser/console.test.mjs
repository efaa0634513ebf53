// A person types at the routers' consoles, with the keyboard alone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite, goToStep } from "./page.mjs";

const command = (page, router) => page.getByRole("textbox", { name: `${router} command` });
const log = (page, router) => page.getByRole("log", { name: `${router} console` });
const slider = (page) => page.getByRole("slider", { name: "Step" });

async function type(page, router, line) {
  await command(page, router).focus();
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

describe("the consoles", () => {
  const setup = browserAndSite();
  const onPage = (use) => setup.onPage(use, { viewport: { width: 1280, height: 800 } });

  it("types a line at the step that is shown, and goes there", () =>
    onPage(async (page) => {
      const last = Number(await slider(page).getAttribute("max"));
      await page.getByRole("button", { name: "Last step" }).click();
      await page.waitForFunction((last) => document.querySelector("input[type=range]").value === last, String(last));
      await type(page, "R1", "show crypto isakmp sa");
      await log(page, "R1").getByText("R1#show crypto isakmp sa").waitFor();
      assert.match(await log(page, "R1").innerText(), /QM_IDLE/);
      assert.equal(Number(await slider(page).inputValue()), last + 1);
      assert.equal(await command(page, "R1").inputValue(), "");
      assert.ok(await command(page, "R1").evaluate((input) => input === document.activeElement));
    }));

  it("scrolls a long log as far as the reader scrolls", () =>
    onPage(async (page) => {
      await page.getByRole("button", { name: "Last step" }).click();
      const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      await log(page, "R1").locator("time").first().waitFor();
      await log(page, "R1").evaluate((pane) => pane.scrollTo(0, 0));
      await page.evaluate(frames);
      const read = new Set();
      for (let round = 0; round < 60; round++) {
        const moved = await log(page, "R1").evaluate(async (pane) => {
          if (pane.scrollTop + pane.clientHeight + 40 > pane.scrollHeight) return null;
          const { x, y, width, height } = pane.getBoundingClientRect();
          const line = document.elementFromPoint(x + width / 2, y + height / 2).closest(".record");
          const before = line.getBoundingClientRect().y;
          pane.scrollBy(0, 40);
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          return { text: line.textContent, by: line.isConnected ? before - line.getBoundingClientRect().y : null };
        });
        if (!moved) break;
        read.add(moved.text);
        assert.ok(Math.abs(moved.by - 40) <= 1, `${moved.by} at ${moved.text}`);
      }
      assert.ok(read.size > 40, `${read.size} lines`);
    }));

  it("keeps what happens later, and takes a line back", () =>
    onPage(async (page) => {
      await goToStep(page, 3);
      const steps = Number(await slider(page).getAttribute("max"));
      await type(page, "R2", "show clock");
      await log(page, "R2").getByText("R2#show clock").waitFor();
      assert.equal(Number(await slider(page).getAttribute("max")), steps + 1);
      await page.getByRole("button", { name: "Undo" }).click();
      await log(page, "R2").getByText("R2#show clock").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Redo" }).click();
      await page.waitForFunction((steps) => document.querySelector("input[type=range]").max === steps, String(steps + 1));
    }));

  it("changes the prompt with the mode, and refuses as IOS does", () =>
    onPage(async (page) => {
      await type(page, "R1", "configure terminal");
      await page.getByText("R1(config)#", { exact: true }).waitFor();
      await type(page, "R1", "crypto ipsec transform-set cisco esp-seal");
      await log(page, "R1").getByText(/requires an authentication transform/).waitFor();
      await type(page, "R1", "end");
      await log(page, "R1").getByText("R1(config)#end").waitFor();
    }));

  it("completes, explains and recalls", () =>
    onPage(async (page) => {
      await command(page, "R1").focus();
      await page.keyboard.type("sh cry");
      await page.keyboard.press("?");
      await page.getByRole("group", { name: "R1 help" }).getByText("crypto").waitFor();
      assert.equal(await command(page, "R1").inputValue(), "sh cry");
      await page.keyboard.press("Tab");
      await page.waitForFunction(() => document.activeElement.value === "sh crypto ");
      await page.keyboard.type("isakmp sa");
      await page.keyboard.press("Enter");
      await log(page, "R1").getByText("R1#sh crypto isakmp sa").waitFor();
      await page.keyboard.press("ArrowUp");
      await page.waitForFunction(() => document.activeElement.value === "sh crypto isakmp sa");
      await page.keyboard.press("ArrowDown");
      await page.waitForFunction(() => document.activeElement.value === "");
      assert.equal(await slider(page).inputValue(), "1", "the arrows are the line's");
    }));

  it("is left by Tab and by Escape", () =>
    onPage(async (page) => {
      await command(page, "R1").focus();
      await page.keyboard.press("Tab");
      assert.ok(await command(page, "R1").evaluate((input) => input !== document.activeElement));
      await command(page, "R1").focus();
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "R1 console");
    }));

  it("types every line that is pasted, in the other view too", () =>
    onPage(async (page) => {
      await page.getByRole("button", { name: "Configurations" }).click();
      await command(page, "R2").focus();
      await page.keyboard.insertText("configure terminal\nhostname Left\nend");
      await log(page, "R2").getByText("Left(config)#end").waitFor();
      await page.getByText("Left#", { exact: true }).waitFor();
    }));
});
