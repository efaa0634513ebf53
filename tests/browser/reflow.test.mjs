// Enlarged to 200 % and 400 %, and on the narrowest screens, nothing is lost and nobody scrolls in two directions.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite, goToStep } from "./page.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });

const VIEWS = {
  "the first view": async () => {},
  "a message": (page) => goToStep(page, 4),
  "a packet of the tunnel": (page) => goToStep(page, 10),
  registers: async (page) => {
    await goToStep(page, 10);
    await page.getByRole("tab", { name: "Cipher" }).click();
    await page.getByText("Registers", { exact: true }).click();
  },
  tables: async (page) => {
    await goToStep(page, 10);
    await page.getByRole("tab", { name: "Cipher" }).click();
    await page.getByText("Tables", { exact: true }).click();
  },
  configurations: (page) => button(page, "Configurations").click(),
  keys: async (page) => {
    await goToStep(page, 9);
    await button(page, "Keys").click();
    await page.locator("button[aria-pressed]", { hasText: "KEYMAT" }).first().click();
    await page.getByText("Compute it with Python").click();
  },
  "nothing to compare": (page) => button(page, "Compare").click(),
  "two runs side by side": async (page) => {
    await page.getByRole("button", { name: "Configurations" }).click();
    const editor = page.getByRole("textbox", { name: "R2 configuration" });
    await editor.fill((await editor.inputValue()).replace("cisco123", "cisco124"));
    await page.getByRole("status", { name: "Verdict" }).getByText("down").waitFor();
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await page.getByRole("status", { name: "Selected packet" }).getByText("MM5").waitFor();
  },
  lessons: async (page) => {
    await button(page, "Lessons").click();
    await page.getByRole("button", { name: /^Diffie-Hellman/ }).waitFor();
  },
  settings: (page) => button(page, "Settings").click(),
  sharing: (page) => button(page, "Share").click(),
};

/** What the sizes are in pixels of CSS. */
const SIZES = {
  "200 % of 1280 × 800": { width: 640, height: 400 },
  "400 % of 1280 × 1024": { width: 320, height: 256 },
  "320 pixels": { width: 320, height: 640 },
};

/** What may be wider than the screen: the table of registers, and what a command prints in columns. */
const TABLES = ".words-pane, .record";

/** The elements that reach out of the screen, or that scroll sideways. */
function sideways(page) {
  return page.evaluate((tables) => {
    const width = document.documentElement.clientWidth;
    const isSeen = (element) => element.checkVisibility() && !element.closest(`${tables}, .visually-hidden, .skip`);
    const reachesOut = (element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < right && (left < -1 || right > width + 1);
    };
    const scrolls = (element) =>
      element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX);
    const elements = [...document.querySelectorAll("body *")].filter(isSeen);
    return elements.filter((element) => reachesOut(element) || scrolls(element)).map((element) => element.outerHTML.slice(0, 80));
  }, TABLES);
}

describe("reflow", () => {
  const setup = browserAndSite();

  // One page in all sizes: it is the browser's zoom and its window that change, not the page that is loaded again.
  for (const [view, prepare] of Object.entries(VIEWS)) {
    it(`keeps ${view} within the screen`, (test) =>
      setup.onPage(
        async (page) => {
          await prepare(page);
          for (const [size, viewport] of Object.entries(SIZES)) {
            await test.test(size, async () => {
              await page.setViewportSize(viewport);
              assert.deepEqual(await sideways(page), []);
            });
          }
        },
        { viewport: Object.values(SIZES)[0], reducedMotion: "reduce" },
      ));
  }

  for (const [size, viewport] of Object.entries(SIZES)) {
    it(`leaves room for the text and all buttons within ${size}`, () =>
      setup.onPage(
        async (page) => {
          await goToStep(page, 4);
          const { height, width } = viewport;
          const timeline = await page.getByRole("region", { name: "Timeline" }).boundingBox();
          assert.ok(timeline.height <= height / 3, `${timeline.height} of ${height}`);
          for (const name of ["First step", "Previous step", "Next step", "Last step", "Play"]) {
            const box = await button(page, name).boundingBox();
            assert.ok(box.width >= 24 && box.height >= 24 && box.x >= 0 && box.x + box.width <= width, name);
          }
          const speed = await page.getByRole("combobox", { name: "Speed" }).boundingBox();
          assert.ok(speed.x + speed.width <= width, "Speed");
        },
        { viewport },
      ));
  }

  it("breaks the lines of a configuration in both boxes alike", () =>
    setup.onPage(
      async (page) => {
        await button(page, "Configurations").click();
        const heights = await page.evaluate(() =>
          [...document.querySelectorAll(".editor")].map((editor) => [
            editor.querySelector("ol").offsetHeight,
            editor.querySelector("textarea").scrollHeight,
          ]),
        );
        for (const [numbers, text] of heights) assert.equal(numbers, text);
      },
      { viewport: SIZES["320 pixels"] },
    ));
});
