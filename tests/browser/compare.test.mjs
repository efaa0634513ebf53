// Two runs side by side: what was changed, where the runs part, and what differs in a packet and on the consoles.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite } from "./page.mjs";

const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true };

const button = (page, name) => page.getByRole("button", { name, exact: true });
const rows = (page) => page.getByRole("list", { name: "Packets in pairs" }).getByRole("button");
const selected = (page) => page.getByRole("status", { name: "Selected packet" });
const said = (page) => page.getByRole("status", { name: "Narration" });
const step = (page) => page.getByRole("slider", { name: "Step" }).inputValue();

/** Gives R2 another key, and compares. */
async function anotherKey(page) {
  await button(page, "Configurations").click();
  const editor = page.getByRole("textbox", { name: "R2 configuration" });
  await editor.fill((await editor.inputValue()).replace("cisco123", "cisco124"));
  await page.getByRole("status", { name: "Verdict" }).getByText("down").waitFor();
  await button(page, "Compare").click();
  await selected(page).getByText("MM5").waitFor();
}

describe("compare", () => {
  const setup = browserAndSite();
  const onPage = (use, options = WIDE) => setup.onPage(use, { ...options, reducedMotion: "reduce" });

  it("offers what can be changed where there is one run only", () =>
    onPage(async (page) => {
      await button(page, "Compare").click();
      await said(page).getByText("Change something, then compare.").waitFor();
      await page.getByRole("switch", { name: "R1 crypto accelerator" }).press("Space");
      await said(page).getByText("First difference").waitFor();
      await button(page, "Undo").click();
      await button(page, "Redo").click();
      await said(page).getByText("First difference").waitFor();
    }));

  it("leads to the consoles", () =>
    onPage(async (page) => {
      await button(page, "Compare").click();
      await button(page, "Type at a console").click();
      await page.getByRole("textbox", { name: "R1 command" }).waitFor();
    }));

  for (const [width, options] of Object.entries({ wide: WIDE, phone: PHONE })) {
    it(`shows where two keys part the runs, ${width}`, () =>
      onPage(async (page) => {
        await anotherKey(page);
        await said(page).getByText("4 packets are equal to the byte. First difference: MM5 from R2").waitFor();
        const names = await rows(page).evaluateAll((all) => all.slice(0, 6).map((row) => row.querySelector(".visually-hidden").textContent));
        assert.deepEqual(names.slice(0, 4), [1, 2, 3, 4].map((n) => `MM${n} from R${n % 2 ? 2 : 1}: equal to the byte`));
        assert.match(names[4], /^MM5 from R2: \d+ of \d+ bytes differ$/);
        assert.equal(names[5], "MM6 from R1: only before");
        const count = Number(/(\d+) of/.exec(names[4])[1]);
        const now = page.getByRole("article", { name: "MM5 now" });
        const marked = await now.locator(".half mark").allInnerTexts();
        assert.equal(marked.join(" ").split(/\s+/).length, count, "each byte that differs is marked");
        await now.getByText("R1 cannot read MM5.").waitFor();
        const packets = page.getByRole("region", { name: "Packets of both runs" });
        await packets.getByText("cisco123").waitFor();
        await packets.getByText("cisco124").waitFor();
        const console = page.getByRole("region", { name: "R1 console lines that differ" });
        await console.getByText("Only now").waitFor();
      }, options));
  }

  it("goes from difference to difference by single keys, while it is shown and they are on", () =>
    onPage(async (page) => {
      await anotherKey(page);
      await page.keyboard.press("n");
      await selected(page).getByText("MM6 from R1").waitFor();
      await page.keyboard.press("p");
      await selected(page).getByText("MM5 from R2").waitFor();
      await page.keyboard.press("p");
      assert.match(await selected(page).innerText(), /^MM5/);
      await button(page, "Exchange").click();
      const before = await step(page);
      await page.keyboard.press("n");
      await page.getByText(`Step ${Number(before) + 1} of`).waitFor();
      await button(page, "Settings").click();
      await page.getByRole("switch", { name: "Single-key shortcuts" }).press("Space");
      await button(page, "Close").click();
      await button(page, "Compare").click();
      await button(page, "First difference").click();
      await selected(page).getByText("MM5 from R2").waitFor();
      await page.keyboard.press("n");
      await button(page, "Next").click();
      await selected(page).getByText("MM6 from R1").waitFor();
    }));

  it("is a list with one tab stop", () =>
    onPage(async (page) => {
      await anotherKey(page);
      assert.equal(await page.locator(".pair > button[tabindex='0']").count(), 1);
      await page.locator(".pair > button[tabindex='0']").focus();
      const focused = (name) => page.locator(".pair > button:focus").and(page.getByRole("button", { name })).waitFor();
      await page.keyboard.press("ArrowUp");
      await focused(/^MM4 from R1/);
      assert.equal(await step(page), "4", "the step follows");
      await page.keyboard.press("ArrowDown");
      await focused(/^MM5 from R2/);
      await page.keyboard.press("Home");
      await focused(/^MM1 from R2/);
      await page.keyboard.press("End");
      await page.locator(".pair:last-child > button:focus").waitFor();
    }));

  it("compares with a run that is kept", () =>
    onPage(async (page) => {
      await button(page, "Compare").click();
      await button(page, "Keep this run to compare").click();
      await page.getByText("This run is kept.").waitFor();
      await page.getByRole("switch", { name: "R1 crypto accelerator" }).press("Space");
      await page.getByText("the run that you keep").waitFor();
      await button(page, "Undo").click();
      await said(page).getByText(/^Both runs have the same \d+ packets, equal to the byte\.$/).waitFor();
      await button(page, "Stop keeping").click();
      await page.getByText("the run before the last change").waitFor();
      await said(page).getByText("First difference").waitFor();
    }));
});
