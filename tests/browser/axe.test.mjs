// axe-core finds nothing on any view, in any theme and width.
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { findNothing } from "./axe.mjs";
import { browserAndSite, drawn, goToStep } from "./page.mjs";

const KEYS_LEFT_OUT = (await readFile(new URL("../links/1/keys-left-out.link", import.meta.url), "utf8")).trim();

const embedded = async (page, address) => {
  await page.goto(new URL(address, page.url()).href);
  await drawn(page);
};

const lessons = async (page) => {
  await page.getByRole("button", { name: "Lessons", exact: true }).click();
  await page.getByRole("list", { name: "Lessons", exact: true }).waitFor();
};

/** The views: what to do on the page before it is looked at. */
const VIEWS = {
  "the first screen": async (page) => {
    await page.getByRole("link", { name: "ikelab" }).click();
    await page.getByRole("link", { name: "Watch", exact: true }).waitFor();
  },
  start: async () => {},
  MM4: (page) => goToStep(page, 4),
  "an event of MM4": async (page) => {
    await goToStep(page, 4);
    await page.getByRole("button", { name: "Step by event" }).click();
    await page.getByRole("button", { name: "Previous step" }).click();
  },
  MM5: (page) => goToStep(page, 5),
  "ESP 1": (page) => goToStep(page, 10),
  "where the keys come from": async (page) => {
    await goToStep(page, 10);
    await page.getByRole("tab", { name: "Where from" }).click();
  },
  configurations: (page) => page.getByRole("button", { name: "Configurations" }).click(),
  "a refused line": async (page) => {
    await page.getByRole("button", { name: "Configurations" }).click();
    const editor = page.getByRole("textbox", { name: "R1 configuration" });
    await editor.fill((await editor.inputValue()).replace("esp-seal esp-sha-hmac", "esp-seal"));
    await page.getByText("R1 refuses").waitFor();
  },
  "what is wrong with two configurations": async (page) => {
    await page.getByRole("button", { name: "Configurations" }).click();
    const editor = page.getByRole("textbox", { name: "R1 configuration" });
    await editor.fill((await editor.inputValue()).replace("cisco123", "cisco124"));
    await page.getByRole("button", { name: "Find what is wrong" }).click();
    await page.getByRole("region", { name: "What is wrong" }).waitFor();
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
    await page.keyboard.press("t");
    await page.getByRole("button", { name: "Forge this packet" }).click();
    await page.getByRole("radio", { name: "Arrived", checked: true }).or(page.getByText("altered")).first().waitFor();
    await page.keyboard.press("t");
    await page.getByRole("menuitem", { name: /^Remove/ }).waitFor();
  },
  scenarios: async (page) => {
    await page.getByRole("button", { name: "Scenarios" }).click();
    await page.getByText("0 of 5 pings").first().waitFor();
  },
  settings: (page) => page.getByRole("button", { name: "Settings" }).click(),
  keys: async (page) => {
    await goToStep(page, 6);
    await page.getByRole("button", { name: "Keys", exact: true }).click();
    await page.getByRole("button", { name: /^SKEYID_d/ }).first().click();
    await page.getByText("Compute it with Python").click();
  },
  "keys beneath the packet": async (page) => {
    await goToStep(page, 6);
    await page.getByRole("tab", { name: "Keys" }).click();
    await page.getByRole("region", { name: "Key material" }).getByText("Phase 1: main mode").waitFor();
  },
  "nothing to compare": (page) => page.getByRole("button", { name: "Compare", exact: true }).click(),
  "two runs side by side": async (page) => {
    await page.getByRole("button", { name: "Configurations" }).click();
    const editor = page.getByRole("textbox", { name: "R2 configuration" });
    await editor.fill((await editor.inputValue()).replace("cisco123", "cisco124"));
    await page.getByRole("status", { name: "Verdict" }).getByText("down").waitFor();
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await page.getByRole("status", { name: "Selected packet" }).getByText("MM5").waitFor();
  },
  registers: async (page) => {
    await goToStep(page, 10);
    await page.getByRole("tab", { name: "Cipher" }).click();
    await page.getByRole("region", { name: "Keystream" }).getByText("Registers", { exact: true }).click();
  },
  tables: async (page) => {
    await goToStep(page, 10);
    await page.getByRole("tab", { name: "Cipher" }).click();
    await page.getByRole("region", { name: "Keystream" }).getByText("Tables", { exact: true }).click();
  },
  glossary: (page) => page.getByRole("button", { name: "crypto ACL" }).click(),
  sharing: async (page) => {
    await goToStep(page, 4);
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
  "the contents of the lessons": lessons,
  "a prediction of a lesson": async (page) => {
    await lessons(page);
    await page.getByRole("list", { name: "Lessons", exact: true }).getByRole("button", { name: /^Diffie-Hellman/ }).click();
    await page.getByRole("radio", { name: "1024" }).check();
  },
  "what a lesson shows": async (page) => {
    await embedded(page, "embed.html?lesson=two-configurations");
    const lesson = page.getByRole("region", { name: "Lesson", exact: true });
    while (await lesson.getByRole("button", { name: "Show me" }).isHidden()) {
      await lesson.getByRole("button", { name: "Continue" }).click();
    }
    await lesson.getByRole("button", { name: "Hint" }).click();
    await lesson.getByRole("button", { name: "Show me" }).click();
    await lesson.getByRole("status", { name: "Feedback" }).getByText(/./).waitFor();
  },
  "a lesson in a language that is not there": async (page) => {
    await embedded(page, "embed.html?lesson=seal&language=fr");
    await page.getByRole("note").getByText("This is the English version").waitFor();
  },
};

describe("axe-core", () => {
  const setup = browserAndSite();

  // One page in all sizes: a reader turns a phone, or draws a window smaller, and loads nothing again.
  for (const [view, prepare] of Object.entries(VIEWS)) {
    it(`finds nothing: ${view}`, (test) =>
      setup.onPage(
        async (page) => {
          await prepare(page);
          await findNothing(test, page);
        },
        { reducedMotion: "reduce" },
      ));
  }
});
