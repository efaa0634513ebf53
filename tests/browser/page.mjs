// A real browser for the tests, and pages of it that must not complain.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

/** The browser of the system: Playwright's own is not downloaded. `cargo xtask` sets CHROMIUM. */
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

/**
 * What Chromium is to leave out. The pop-ups of its address bar, which nobody sees, are two pages more for each of ours, and take
 * as long. The others are what Playwright leaves out and a test here could meet: of two such options, the last counts.
 */
const LEFT_OUT = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "MediaRouter",
  "OptimizationHints",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
];

/** Starts headless Chromium, with the flags that the wasm tests use too. */
export async function launch() {
  assert.ok(existsSync(EXECUTABLE), `no browser at ${EXECUTABLE}: set CHROMIUM to a Chromium or Chrome`);
  const file = await readFile(new URL("webdriver.json", import.meta.url), "utf8");
  const { args } = JSON.parse(file)["goog:chromeOptions"];
  args.push(`--disable-features=${LEFT_OUT}`);
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args });
}

/** The fragment that leads past the first screen to the lab. */
export const LAB = "#watch";

/** The program has drawn the page: what the build wrote in its place is gone. */
export const DRAWN = "main:not([aria-busy])";

/**
 * A browser and the site, which are there from the first to the last test of the `describe` around the call. Its `onPage` is
 * `withPage` in that browser; the option `at` is an address relative to the site's, and the lab's without it. `lab` is the
 * lab's address.
 */
export function browserAndSite() {
  const setup = {
    onPage: (use, { at = LAB, ...options } = {}) => withPage(setup.browser, new URL(at, setup.site.url).href, use, options),
    get lab() {
      return setup.site.url + LAB;
    },
  };
  before(async () => {
    setup.site = await serve();
    setup.browser = await launch();
  });
  after(async () => {
    await setup.browser?.close();
    await setup.site?.close();
  });
  return setup;
}

/**
 * Gives `use` a fresh page at `url`, with empty storage, once what it shows has been drawn. Afterwards it fails if the page has
 * written an error to the console, thrown one, or asked for something that was not there. `options` are those of Playwright's
 * `newContext`: `viewport`, `colorScheme`, `locale`...
 */
export async function withPage(browser, url, use, options = {}) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const complaints = collectComplaints(page);
    await page.goto(url);
    await drawn(page);
    await use(page);
    assert.deepEqual(complaints, [], "the page complained");
  } finally {
    await context.close();
  }
}

/** Leaves the page and comes back at `url`: unlike a reload, it does not depend on whether the address says where it was. */
export async function comeBack(page, url) {
  await page.goto("about:blank");
  await page.goto(url);
}

/** Goes to a step of the run at once, as one does who moves the slider: each step on the way there would be drawn. */
export const goToStep = (page, step) => page.getByRole("slider", { name: "Step" }).fill(String(step));

/** Waits until the first screen is there, or the lab has been drawn. */
export const drawn = (page) => page.locator("[role=main], " + DRAWN).filter({ visible: true }).first().waitFor();

function collectComplaints(page) {
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isIcon(message.location().url)) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A page that is left breaks off what it was fetching.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`request failed: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !isIcon(response.url())) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return complaints;
}

/** The browser asks for this by itself if the page names no icon. */
function isIcon(url) {
  return url.endsWith("/favicon.ico");
}
