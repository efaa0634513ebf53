// Takes the pictures of docs/pictures/: every view, wide and narrow, light and dark. `cargo xtask screenshots` runs this.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { LAB, launch, withPage } from "./page.mjs";
import { DIST, serve } from "./serve.mjs";

/** The views: a name for the file, an address relative to the page, and what to do there before the picture. */
const VIEWS = [
  { name: "welcome", address: "", prepare: async () => {} },
  { name: "main-mode", address: LAB, prepare: (page) => next(page, 4) },
  { name: "esp", address: LAB, prepare: (page) => next(page, 10) },
  {
    name: "configurations",
    address: LAB,
    prepare: async (page) => {
      await page.getByRole("button", { name: "Configurations" }).click();
      const editor = page.getByRole("textbox", { name: "R1 configuration" });
      await editor.fill((await editor.inputValue()).replace("esp-seal esp-sha-hmac", "esp-seal"));
      await page.getByText("R1 refuses").waitFor();
    },
  },
  {
    name: "lesson",
    address: LAB,
    prepare: async (page) => {
      await page.getByRole("button", { name: "Lessons", exact: true }).click();
      await page.getByRole("button", { name: /^Diffie-Hellman/ }).click();
      const lesson = page.getByRole("region", { name: "Lesson", exact: true });
      await lesson.getByRole("radio", { name: "128" }).check();
      await lesson.getByRole("button", { name: "Reveal" }).click();
      await next(page, 0);
    },
  },
  {
    name: "what-if",
    address: LAB,
    prepare: async (page) => {
      await page.getByRole("switch", { name: "What if IOS allowed it" }).press("Space");
      for (const router of ["R1", "R2"]) {
        const drop = page.getByRole("switch", { name: `${router} drop authentication` });
        await drop.press("Space");
        await page.getByRole("switch", { name: `${router} drop authentication`, checked: true }).waitFor();
      }
      await page.getByRole("button", { name: /ESP 2 .*from R2 to R1/ }).click();
      await page.keyboard.press("t");
      await page.getByRole("button", { name: "Forge this packet" }).click();
      await page.getByText("accepts a packet that was changed").waitFor();
      await next(page, 0);
    },
  },
];

async function next(page, steps) {
  for (let step = 0; step < steps; step++) await page.getByRole("button", { name: "Next step" }).click();
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement.blur());
}

const SIZES = [
  { name: "wide", viewport: { width: 1280, height: 800 } },
  { name: "narrow", viewport: { width: 360, height: 780 } },
];
const SCHEMES = ["light", "dark"];

const FOLDER = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

await mkdir(FOLDER, { recursive: true });
const site = await serve(DIST);
const browser = await launch();
try {
  for (const view of VIEWS) {
    for (const size of SIZES) {
      for (const colorScheme of SCHEMES) await take(view, size, colorScheme);
    }
  }
} finally {
  await browser.close();
  await site.close();
}

async function take(view, size, colorScheme) {
  const options = { viewport: size.viewport, colorScheme, reducedMotion: "reduce" };
  const file = `${view.name}-${size.name}-${colorScheme}.png`;
  await withPage(
    browser,
    new URL(view.address, site.url).href,
    async (page) => {
      await view.prepare(page);
      await page.screenshot({ path: FOLDER + file });
    },
    options,
  );
  console.log(`docs/pictures/${file}`);
}
