// The focus is seen at every stop, covered by nothing, and not lost when what has it is taken away.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite, goToStep } from "./page.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });

/** What is wrong with the focused element: no ring, out of the screen, or behind something; nothing at the page's end. */
function atFocus(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const hasRing = (one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    const around = [];
    for (let one = element; one && one !== document.body; one = one.parentElement) around.push(one);
    // An editor's text is longer than its pane; the cursor in it is in view.
    const pane = element.closest(".editor") ?? element;
    const box = pane.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 12), 0), innerWidth - 1);
    const y = pane === element ? box.top + Math.min(box.height / 2, 8) : (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const seen = document.elementFromPoint(x, y);
    const isFree = seen && (pane.contains(seen) || seen.contains(pane) || seen.closest("label")?.contains(element));
    const wrong = [!around.some(hasRing) && "has no ring", y < 0 || y > innerHeight ? "is out of the screen" : !isFree && "is covered"];
    const name = element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40);
    return wrong.filter(Boolean).map((what) => `${element.tagName} ${name} ${what}`);
  });
}

async function walkByTab(page) {
  const wrong = [];
  for (let stop = 0; stop < 120; stop++) {
    await page.keyboard.press("Tab");
    const found = await atFocus(page);
    if (!found) return assert.deepEqual(wrong, []);
    wrong.push(...found);
  }
  assert.fail("Tab does not come to the end");
}

const VIEWS = {
  "the first view": async () => {},
  "a message": (page) => goToStep(page, 4),
  "a packet of the tunnel": (page) => goToStep(page, 10),
  configurations: (page) => button(page, "Configurations").click(),
  keys: async (page) => {
    await goToStep(page, 9);
    await button(page, "Keys").click();
  },
  lessons: async (page) => {
    await button(page, "Lessons").click();
    await page.getByRole("button", { name: /^Diffie-Hellman/ }).waitFor();
  },
};

/** Each does something after which what had the focus is not there any more. */
const LOSSES = {
  "a fault that is removed": async (page) => {
    await goToStep(page, 4);
    await page.keyboard.press("t");
    await page.getByRole("menuitem", { name: "lost" }).press("Enter");
    await page.keyboard.press("t");
    await page.getByRole("menuitem", { name: /^Remove/ }).press("Enter");
  },
  "a value that is walked from": async (page) => {
    await goToStep(page, 4);
    await page.getByRole("tab", { name: "Where from" }).click();
    await page.locator(".made .token").first().press("Enter");
  },
  "the way to all keys": async (page) => {
    await goToStep(page, 4);
    await page.getByRole("tab", { name: "Where from" }).click();
    await button(page, "All keys").press("Enter");
  },
  "a word of a table that is shown": async (page) => {
    await goToStep(page, 10);
    await page.getByRole("tab", { name: "Cipher" }).click();
    await page.getByText("Registers", { exact: true }).click();
    await page.locator("div.making .token").first().press("Enter");
  },
  "the way to a configuration": (page) => button(page, "Configure R1").press("Enter"),
  "a change that is undone": async (page) => {
    await button(page, "Configurations").click();
    const editor = page.getByRole("textbox", { name: "R1 configuration" });
    await editor.fill((await editor.inputValue()).replace("esp-seal esp-sha-hmac", "esp-seal"));
    await button(page, "Undo this change").press("Enter");
  },
  "bytes of a packet that is left": async (page) => {
    await goToStep(page, 1);
    await page.locator(".bytes [tabindex='0']").press("p");
  },
};

describe("the focus", () => {
  const setup = browserAndSite();
  const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 360, height: 780 } };
  const onPage = (use, viewport = sizes.wide) => setup.onPage(use, { viewport, reducedMotion: "reduce" });

  for (const [size, viewport] of Object.entries(sizes)) {
    for (const [view, prepare] of Object.entries(VIEWS)) {
      it(`is seen at every stop: ${view}, ${size}`, () =>
        onPage(async (page) => {
          await prepare(page);
          await page.evaluate(() => {
            document.activeElement.blur();
            getSelection().collapse(document.body, 0);
          });
          await walkByTab(page);
        }, viewport));
    }
  }

  for (const [what, lose] of Object.entries(LOSSES)) {
    it(`stays on the page after ${what}`, () =>
      onPage(async (page) => {
        await lose(page);
        await page.waitForFunction(() => document.activeElement !== document.body);
        await page.keyboard.press("Tab");
        assert.notEqual(await page.evaluate(() => document.activeElement.className), "skip", "not from the beginning");
      }));
  }
});
