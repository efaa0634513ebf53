// axe-core finds nothing on any view, in any theme and width.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { launch, withPage } from "./page.mjs";
import { serve } from "./serve.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const next = async (page, count) => {
  for (let step = 0; step < count; step++) await page.getByRole("button", { name: "Next step" }).click();
};

const KEYS_LEFT_OUT = (await readFile(new URL("../links/1/keys-left-out.link", import.meta.url), "utf8")).trim();

const embedded = async (page, address) => {
  await page.goto(new URL(address, page.url()).href);
  await page.locator("main").waitFor();
};

/** The views: what to do on the page before it is looked at. */
const VIEWS = {
  start: async () => {},
  MM4: (page) => next(page, 4),
  "an event of MM4": async (page) => {
    await next(page, 4);
    await page.getByRole("button", { name: "Step by event" }).click();
    await page.getByRole("button", { name: "Previous step" }).click();
  },
  MM5: (page) => next(page, 5),
  "ESP 1": (page) => next(page, 10),
  "where the keys come from": async (page) => {
    await next(page, 10);
    await page.getByRole("tab", { name: "Where this comes from" }).click();
  },
  configurations: (page) => page.getByRole("button", { name: "Configurations" }).click(),
  "a refused line": async (page) => {
    await page.getByRole("button", { name: "Configurations" }).click();
    const editor = page.getByRole("textbox", { name: "R1 configuration" });
    await editor.fill((await editor.inputValue()).replace("esp-seal esp-sha-hmac", "esp-seal"));
    await page.getByText("R1 refuses").waitFor();
  },
  "a switch that IOS refuses": async (page) => {
    await page.getByRole("switch", { name: "R1 drop authentication" }).press("Space");
    await page.getByText("R1 refuses").waitFor();
  },
  "help at a console": async (page) => {
    await page.getByRole("textbox", { name: "R1 command" }).press("?");
    await page.getByRole("group", { name: "R1 help" }).waitFor();
  },
  "a forged packet": async (page) => {
    await page.getByRole("switch", { name: "What if IOS allowed it" }).press("Space");
    await page.getByText("Not IOS", { exact: true }).waitFor();
    await page.getByRole("button", { name: /ESP 2 .*from R2 to R1/ }).click();
    await page.getByRole("button", { name: "Forge this packet" }).click();
    await page.getByRole("list", { name: "Faults in force" }).waitFor();
  },
  settings: (page) => page.getByRole("button", { name: "Settings" }).click(),
  keys: async (page) => {
    for (let count = 0; count < 6; count++) await page.getByRole("button", { name: "Next step" }).click();
    await page.getByRole("button", { name: "Keys", exact: true }).click();
    await page.getByRole("button", { name: /^SKEYID_d/ }).first().click();
  },
  registers: async (page) => {
    for (let count = 0; count < 10; count++) await page.getByRole("button", { name: "Next step" }).click();
    await page.getByRole("region", { name: "Keystream" }).getByText("Registers", { exact: true }).click();
  },
  tables: async (page) => {
    for (let count = 0; count < 10; count++) await page.getByRole("button", { name: "Next step" }).click();
    await page.getByRole("region", { name: "Keystream" }).getByText("Tables", { exact: true }).click();
  },
  glossary: (page) => page.getByRole("button", { name: "crypto ACL" }).click(),
  sharing: async (page) => {
    await next(page, 4);
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await page.getByText("Embed in a course page").click();
  },
  "a damaged link": async (page) => {
    await page.evaluate(() => (location.hash = "#1damaged"));
    await page.getByRole("dialog", { name: "Problem with this link" }).waitFor();
  },
  "keys left out of a link": async (page) => {
    await page.goto(`${page.url().split("#")[0]}${KEYS_LEFT_OUT}`);
    await page.reload();
    await page.getByRole("complementary", { name: "Keys left out" }).waitFor();
  },
  embedded: (page) => embedded(page, "embed.html#1AQZSMS5NTTR8tg8"),
  "embedded, with all parts, to look at": (page) =>
    embedded(page, "embed.html?panes=exchange,packet,routers&read-only=on&step=R2.ESP1"),
  "embedded, with a lesson in German": async (page) => {
    await embedded(page, "embed.html?lesson=two-configurations&language=de");
    await page.getByRole("heading", { name: "Zwei Konfigurationen" }).waitFor();
  },
  "a lesson in a language that is not there": async (page) => {
    await embedded(page, "embed.html?lesson=seal&language=fr");
    await page.getByRole("note").getByText("this is English").waitFor();
  },
};

/** The looks of the page, which it changes between without being loaded again. */
const LIGHT = { colorScheme: "light", forcedColors: "none" };
const DARK = { colorScheme: "dark", forcedColors: "none" };
const FORCED = { colorScheme: "light", forcedColors: "active" };

const SIZES = {
  wide: { viewport: { width: 1280, height: 800 }, looks: { light: LIGHT, dark: DARK, "forced colours": FORCED } },
  phone: { viewport: { width: 360, height: 780 }, looks: { light: LIGHT, dark: DARK } },
};

/** What axe-core finds on a page that has it. Only that is fetched: all that it looked at is a hundred times as much. */
const findings = (page) =>
  page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
  });

describe("axe-core", () => {
  let browser, site;
  before(async () => {
    browser = await launch();
    site = await serve();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  for (const [size, { viewport, looks }] of Object.entries(SIZES)) {
    for (const [view, prepare] of Object.entries(VIEWS)) {
      it(`finds nothing: ${view}, ${size}`, (test) =>
        withPage(
          browser,
          site.url,
          async (page) => {
            await prepare(page);
            await page.evaluate(AXE);
            for (const [look, media] of Object.entries(looks)) {
              await test.test(look, async () => {
                await page.emulateMedia(media);
                assert.deepEqual(await findings(page), []);
              });
            }
          },
          { viewport, reducedMotion: "reduce" },
        ));
    }
  }
});
