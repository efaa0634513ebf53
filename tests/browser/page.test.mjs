// The page loads, wherever it is put.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, withPage } from "./page.mjs";
import { DIST, serve } from "./serve.mjs";

describe("the page", () => {
  let browser;
  before(async () => void (browser = await launch()));
  after(() => browser?.close());

  for (const prefix of ["/", "/some/where/"]) {
    it(`loads under ${prefix} without a complaint`, async () => {
      const site = await serve(DIST, prefix);
      try {
        await withPage(browser, site.url, async (page) => {
          assert.match(await page.title(), /^ikelab/);
          assert.ok((await page.locator("main").innerText()).length > 0, "nothing is drawn");
        });
      } finally {
        await site.close();
      }
    });
  }
});
