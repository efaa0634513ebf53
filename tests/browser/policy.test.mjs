// The site's Content-Security-Policy: it is there, it is strict, and the page works under it, also inside another one.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { DRAWN, browserAndSite } from "./page.mjs";
import { DIST, serve } from "./serve.mjs";

/** All that the page may do. Whoever adds to it should know what it opens. */
const POLICY = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
};

describe("the policy", () => {
  const setup = browserAndSite();

  it("allows what it has to and no more", () =>
    setup.onPage(async (page) => {
      const meta = page.locator('meta[http-equiv="Content-Security-Policy"]');
      const directives = (await meta.getAttribute("content")).split(";").map((text) => text.trim());
      const words = directives.map((text) => [text.slice(0, text.indexOf(" ")), text.slice(text.indexOf(" ") + 1)]);
      assert.deepEqual(Object.fromEntries(words), POLICY);
      const before = await meta.evaluate((element) => element.compareDocumentPosition(document.scripts[0]));
      assert.equal(before, 4 /* DOCUMENT_POSITION_FOLLOWING */, "a script stands before the policy");
    }));

  it("meets no inline script or style in the file", async () => {
    const html = await readFile(`${DIST}index.html`, "utf8");
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) assert.match(tag, / src="\.\//, tag);
    assert.doesNotMatch(html, /<style\b|\sstyle=|\son[a-z]+=/);
  });

  it("is kept by a whole run of the page", () =>
    setup.onPage(async (page) => {
      await page.evaluate(() => {
        window.violations = [];
        document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
      });
      const next = page.getByRole("button", { name: "Next step" });
      for (let step = 0; step < 12; step++) await next.click();
      assert.deepEqual(await page.evaluate(() => window.violations), []);
    }));

  it("works in a sandboxed frame of another site", () =>
    withCourse(setup.lab, (course) =>
      setup.onPage(
        async (page) => {
          const lab = page.frameLocator("iframe");
          await lab.locator(DRAWN).waitFor();
          await lab.getByRole("button", { name: "Next step" }).click();
          await lab.getByRole("status", { name: "Narration" }).waitFor();
          assert.equal(await lab.locator("main").evaluate(() => window.origin), "null", "the frame has an origin");
        },
        { at: course, viewport: { width: 1280, height: 800 } },
      ),
    ));
});

/** Serves a page that frames `url`, as a course would: `use` gets its address, which is of another origin. */
async function withCourse(url, use) {
  const folder = await mkdtemp(join(tmpdir(), "ikelab-course-"));
  const frame = `<iframe title="ikelab" sandbox="allow-scripts" width="100%" height="600" src="${url}"></iframe>`;
  await writeFile(join(folder, "index.html"), `<!doctype html><title>A course</title><main>${frame}</main>`);
  const course = await serve(folder);
  try {
    await use(course.url);
  } finally {
    await course.close();
    await rm(folder, { recursive: true });
  }
}
