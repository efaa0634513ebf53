// axe-core, run on a page in each of its looks.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The looks of the page, which it changes between without being loaded again. */
const LIGHT = { colorScheme: "light", forcedColors: "none" };
const DARK = { colorScheme: "dark", forcedColors: "none" };
const FORCED = { colorScheme: "light", forcedColors: "active" };

/** The sizes of the page, with the looks that are checked in each; the first with all rules. */
const SIZES = {
  wide: { viewport: { width: 1280, height: 800 }, looks: { light: LIGHT, dark: DARK, "forced colours": FORCED } },
  phone: { viewport: { width: 360, height: 780 }, looks: { light: LIGHT, dark: DARK } },
};

/** Those of axe-core's rules that a look can break. */
const COLOURS = { runOnly: ["color-contrast", "link-in-text-block"] };

/**
 * Fails the test, a subtest a look of each size, if axe-core finds something. Looks differ in colours: only the first of a
 * size is checked for more.
 */
export async function findNothing(test, page) {
  await page.evaluate(AXE);
  for (const [size, { viewport, looks }] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const [index, [look, media]] of Object.entries(looks).entries()) {
      await test.test(`${size}, ${look}`, async () => {
        await page.emulateMedia(media);
        assert.deepEqual(await findings(page, index === 0 ? {} : COLOURS), []);
      });
    }
  }
}

/** What axe-core finds. Only that is fetched: all that it looked at is a hundred times as much. */
const findings = (page, options) =>
  page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(document, options);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
  }, options);
