// The page loads, wherever it is put and whatever its host says of its files.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { DRAWN, LAB, browserAndSite } from "./page.mjs";
import { DIST, TYPES, serve } from "./serve.mjs";

const WRONG = { ...TYPES, ".packed": "text/plain", ".wasm": "text/html" };

/** Fails unless the program runs. */
async function steps(page) {
  assert.match(await page.title(), /^ikelab/);
  await page.getByRole("button", { name: "Next step" }).click();
  await page.getByRole("tree", { name: "Packet" }).waitFor();
}

describe("the page", () => {
  const setup = browserAndSite();

  /** The lab on a site of its own. */
  async function served(use, prefix, types) {
    const site = await serve(DIST, prefix, 0, types);
    try {
      await setup.onPage(use, { at: site.url + LAB });
    } finally {
      await site.close();
    }
  }

  /** The lab in a page that `prepare` has changed, and the files of the program that it has fetched. */
  async function changed(prepare) {
    const site = await serve(DIST, "/", 0, WRONG);
    const context = await setup.browser.newContext();
    try {
      const page = await context.newPage();
      const fetched = [];
      page.on("request", (request) => /\.(packed|wasm)$/.test(request.url()) && fetched.push(request.url().match(/\w+$/)[0]));
      await prepare(page);
      await page.goto(site.url + LAB);
      await page.locator(DRAWN).waitFor();
      await steps(page);
      return fetched;
    } finally {
      await context.close();
      await site.close();
    }
  }

  for (const prefix of ["/", "/some/where/"]) {
    it(`loads under ${prefix} without a complaint`, () => served(steps, prefix));
  }

  it("loads where its files are sent with a wrong type", () => served(steps, "/", WRONG));

  it("fetches the program compressed, once", async () => {
    assert.deepEqual(await changed(async () => {}), ["packed"]);
  });

  it("fetches the program as it is where the browser cannot inflate it", async () => {
    const fetched = await changed((page) => page.addInitScript("delete globalThis.DecompressionStream"));
    assert.equal(fetched.at(-1), "wasm");
  });

  it("fetches the program as it is where the host inflates it", async () => {
    const inflate = async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: gunzipSync(await response.body()) });
    };
    const fetched = await changed((page) => page.route("**/*.packed", inflate));
    assert.equal(fetched.at(-1), "wasm");
  });
});
