// A real browser for the tests, and pages of it that must not complain.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

/** The browser of the system: Playwright's own is not downloaded. `cargo xtask` sets CHROMIUM. */
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Starts headless Chromium, with the flags that the wasm tests use too. */
export async function launch() {
  assert.ok(existsSync(EXECUTABLE), `no browser at ${EXECUTABLE}: set CHROMIUM to a Chromium or Chrome`);
  const file = await readFile(new URL("webdriver.json", import.meta.url), "utf8");
  const { args } = JSON.parse(file)["goog:chromeOptions"];
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args });
}

/**
 * Gives `use` a fresh page at `url`, with empty storage, once the application has drawn something; and once it is whole,
 * unless `touched` is false. Afterwards it fails if the page has written an error to the console, thrown one, or asked for
 * something that was not there. `options` are those of Playwright's `newContext`: `viewport`, `colorScheme`, `locale`...
 */
export async function withPage(browser, url, use, { touched = true, ...options } = {}) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const complaints = collectComplaints(page);
    await page.goto(url);
    await page.locator("main").first().waitFor();
    if (touched && options.javaScriptEnabled !== false) await touch(page);
    await use(page);
    assert.deepEqual(complaints, [], "the page complained");
  } finally {
    await context.close();
  }
}

/** Does what makes the lab fetch its second part, and waits for that. Other pages are left alone. */
export async function touch(page) {
  const isLab = await page.locator("link[rel=preload][type='application/wasm']").count();
  if (!isLab) return;
  await page.mouse.move(1, 1);
  await page.mouse.move(2, 1);
  await page.locator("dialog").first().waitFor({ state: "attached" });
}

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
