// What a reader sees before the program has come: the first screen, or the frame of the lab; and the ways between them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { DRAWN, browserAndSite, comeBack } from "./page.mjs";
import { DIST } from "./serve.mjs";

const MM4 = "#1AQZSMS5NTTR8tg8";
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 780 } };

const link = (page, name) => page.getByRole("link", { name, exact: true });
const welcome = (page) => page.getByRole("heading", { name: /^How two routers agree/ });
const next = (page) => page.getByRole("button", { name: "Next step" });
const slider = (page) => page.getByRole("slider", { name: "Step" });

/** Keeps the program back. Resolves to what lets it come. */
async function hold(page) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route("**/*.packed", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Where parts of the lab are. */
const places = (page, parts) =>
  page.evaluate((parts) => {
    const place = (part) => {
      const { x, y, width, height } = document.querySelector(`#lab ${part}`).getBoundingClientRect();
      return [part, ...[x, y, width, height].map(Math.round)];
    };
    return parts.map(place);
  }, parts);

/** Notes which parts of the lab move after they have been painted. What is inside them is the program's. */
function watchShifts() {
  window.shifted = [];
  const parts = ".top, .desk, .narration, .exchange, .packet, .routers, .timeline";
  const names = (entry) => entry.sources.map(({ node }) => node).filter((node) => node?.matches?.(parts)).map((node) => node.className);
  new PerformanceObserver((list) => window.shifted.push(...list.getEntries().flatMap(names))).observe({ type: "layout-shift", buffered: true });
}

describe("the first screen", () => {
  const setup = browserAndSite();
  const onScreen = (use, options) => setup.onPage(use, { at: "", ...options });

  it("is there before the program, and leads to the lab that it becomes", () =>
    onScreen(async (page) => {
      const release = await hold(page);
      await page.reload();
      await welcome(page).waitFor();
      for (const name of ["Watch", "Scenarios"]) await link(page, name).waitFor();
      await page.getByRole("link", { name: /^Lesson 1/ }).waitFor();
      await link(page, "Watch").click();
      await page.locator("main[aria-busy]").waitFor();
      assert.ok(!(await welcome(page).isVisible()));
      release();
      await next(page).click();
      await page.getByRole("tree", { name: "Packet" }).waitFor();
    }));

  it("leads to the first lesson, to the scenarios, to the lessons and to the configurations", () =>
    onScreen(async (page) => {
      const home = () => link(page, "ikelab").click();
      await page.getByRole("link", { name: /^Lesson 1/ }).click();
      await page.getByRole("region", { name: "Lesson", exact: true }).getByRole("heading", { name: "Two configurations" }).waitFor();
      await home();
      await link(page, "Scenarios").click();
      await page.getByRole("link", { name: "Document 50880: a SEAL tunnel" }).and(page.locator(":focus")).waitFor();
      await home();
      await link(page, "The two configurations").click();
      await page.getByRole("textbox", { name: "R1 configuration" }).waitFor();
      await home();
      await link(page, "All lessons").click();
      await page.getByRole("button", { name: "Lessons", exact: true, expanded: true }).waitFor();
    }));

  for (const [name, at] of [["the first lesson", "#lesson-1"], ["the scenarios", "#scenarios"], ["the configurations", "#configurations"]]) {
    it(`has an address for ${name}`, () =>
      setup.onPage(
        async (page) => {
          await page.locator(DRAWN).waitFor();
          if (at === "#lesson-1") await page.getByRole("region", { name: "Lesson", exact: true }).waitFor();
          if (at === "#scenarios") await page.getByRole("link", { name: /^Document 50880/ }).and(page.locator(":focus")).waitFor();
          if (at === "#configurations") await page.getByRole("textbox", { name: "R1 configuration" }).waitFor();
        },
        { at },
      ));
  }

  it("is where the wordmark leads, and the way back loses nothing", () =>
    setup.onPage(async (page) => {
      await next(page).click();
      await page.waitForFunction(() => location.hash.startsWith("#1"));
      // Leaves before the address has followed: that takes its time.
      await page.evaluate(() => {
        const named = (role, name) => [...document.querySelectorAll(role)].find((it) => (it.ariaLabel ?? it.textContent.trim()) === name);
        for (let step = 0; step < 2; step++) named("button", "Next step").click();
        named("a", "ikelab").click();
      });
      await welcome(page).waitFor();
      assert.ok(!(await next(page).isVisible()));
      // The lab hears no keys while nobody sees it, and does not write the address.
      await page.keyboard.press("n");
      await page.waitForTimeout(500);
      assert.equal(await page.evaluate(() => location.hash), "");
      await page.goBack();
      await next(page).waitFor();
      assert.equal(await slider(page).inputValue(), "3");
      await page.goForward();
      await welcome(page).waitFor();
      // Watch is the beginning.
      await link(page, "Watch").click();
      await page.waitForFunction(() => document.querySelector("input[type=range]")?.value === "0");
    }));

  it("stops the lab that plays behind it", () =>
    setup.onPage(async (page) => {
      await page.getByRole("button", { name: "Play" }).click();
      await link(page, "ikelab").click();
      await welcome(page).waitFor();
      await page.locator("#lab [aria-label=Play]").waitFor({ state: "attached" });
    }));

  it("begins the lab at its top on a phone", () =>
    onScreen(
      async (page) => {
        await link(page, "All lessons").scrollIntoViewIfNeeded();
        assert.ok((await page.evaluate(() => scrollY)) > 0);
        await link(page, "Scenarios").click();
        await page.locator(DRAWN).waitFor();
        await page.waitForFunction(() => scrollY === 0);
      },
      { viewport: SIZES.narrow },
    ));

  it("has the theme that the reader chose before", () =>
    onScreen(async (page) => {
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await paper();
      await page.evaluate(() => (localStorage["ikelab.settings"] = "dark  "));
      const release = await hold(page);
      await comeBack(page, setup.site.url);
      assert.notEqual(await paper(), light);
      release();
    }));

  it("is chosen by a script of at most 500 bytes, before any style", async () => {
    const html = await readFile(`${DIST}index.html`, "utf8");
    const [, name] = html.match(/<script[^>]* src="\.\/(place[^"]*\.js)"/);
    const [tag] = html.match(/<script[^>]*place[^>]*>/);
    assert.doesNotMatch(tag, /async|defer|module/);
    assert.ok(html.indexOf(tag) < html.indexOf('rel="stylesheet"'));
    assert.ok((await readFile(DIST + name)).length <= 500);
  });
});

describe("the frame of the lab", () => {
  const setup = browserAndSite();

  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const [what, at] of [["a link", MM4], ["the lab", "#watch"], ["an embed", `embed.html${MM4}`]]) {
      it(`is there for ${what} before the program, and stays where it is, ${size}`, async () => {
        const context = await setup.browser.newContext({ viewport, reducedMotion: "reduce" });
        const page = await context.newPage();
        await page.addInitScript(watchShifts);
        const release = await hold(page);
        await page.goto(new URL(at, setup.site.url).href);
        await page.locator("main[aria-busy]").waitFor();
        assert.equal(await page.getByText("The lab is being fetched").isVisible(), true);
        assert.ok(!(await welcome(page).isVisible()));
        const parts = at.startsWith("embed") ? [".timeline"] : [".top", ".timeline"];
        const before = await places(page, parts);
        release();
        await page.locator(DRAWN).waitFor();
        assert.deepEqual(await places(page, parts), before);
        assert.equal(await page.evaluate(() => window.shifted.join(", ")), "", "nothing moves");
        await context.close();
      });
    }
  }
});
