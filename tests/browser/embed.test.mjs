// embed.html: the same lab in other people's pages, sandboxed, and what the two pages tell each other.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, withPage } from "./page.mjs";
import { DIST, serve } from "./serve.mjs";

const MM4 = "#1AQZSMS5NTTR8tg8";
const EXAMPLE = fileURLToPath(new URL("../../docs/examples/course-page.html", import.meta.url));
const WIDE = { viewport: { width: 1000, height: 700 } };

/** A page of another origin that frames `src`, keeps the messages, and can send some. */
const course = (src, sandbox = "allow-scripts") => `<!doctype html><title>A course</title><main>
<iframe title="ikelab" sandbox="${sandbox}" width="900" height="450" src="${src}"></iframe></main><script>
window.messages = [];
addEventListener("message", (event) => {
  if (event.source === document.querySelector("iframe").contentWindow) window.messages.push(event.data);
});
</script>`;

describe("the embedded page", () => {
  let browser, site;
  before(async () => {
    browser = await launch();
    site = await serve();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Lets `use` have a course page with `embed.html` + `address` in it: the page, and the lab in the frame. */
  async function framed(address, use, options = WIDE) {
    const folder = await mkdtemp(join(tmpdir(), "ikelab-course-"));
    await writeFile(join(folder, "index.html"), course(`${site.url}embed.html${address.replaceAll("&", "&amp;")}`));
    const other = await serve(folder);
    try {
      await withPage(browser, other.url, async (page) => {
        const lab = page.frameLocator("iframe");
        await lab.locator("main").waitFor();
        await use(page, lab);
      }, options);
    } finally {
      await other.close();
      await rm(folder, { recursive: true });
    }
  }
  const message = (page, type) =>
    page.waitForFunction((type) => window.messages.findLast((message) => message.type === type), type).then((found) => found.jsonValue());
  const send = (page, message) =>
    page.evaluate((message) => document.querySelector("iframe").contentWindow.postMessage(message, "*"), message);

  it("shows the lab alone, in an opaque origin, without a complaint", () =>
    framed(MM4, async (page, lab) => {
      assert.equal(await lab.locator("main").evaluate(() => window.origin), "null");
      await lab.getByRole("status", { name: "Narration" }).getByText("R1 answers").waitFor();
      assert.equal(await lab.getByRole("banner").count(), 0, "the site's header");
      assert.equal(await lab.getByRole("region", { name: "R1", exact: true }).count(), 0);
      await lab.getByRole("button", { name: "Next step" }).click();
      await lab.getByRole("status", { name: "Narration" }).getByText("R2 proves").waitFor();
    }));

  it("tells that it is ready, how high it is, and where it stands", () =>
    framed(MM4, async (page, lab) => {
      const { last } = await message(page, "ready");
      assert.deepEqual(await message(page, "step"), { ikelab: 1, type: "step", step: 4, last, fact: "R1.MM4" });
      const { height } = await message(page, "height");
      assert.ok(height >= 416, `${height}`);
      const resize = await page.evaluate(() => window.messages.find((message) => message.subject === "lti.frameResize"));
      assert.deepEqual(resize, { subject: "lti.frameResize", height });
      await lab.getByRole("button", { name: "Next step" }).click();
      await page.waitForFunction(() => window.messages.some((message) => message.fact === "R2.MM5"));
    }));

  it("tells another height when it has another", () =>
    framed(MM4, async (page) => {
      const { height } = await message(page, "height");
      await page.evaluate(() => (document.querySelector("iframe").width = 360));
      await page.waitForFunction((height) => window.messages.some((message) => message.height > height), height);
    }));

  it("does what its parent asks for, and passes over the rest", () =>
    framed(MM4, async (page, lab) => {
      await message(page, "ready");
      for (const odd of [null, 7, "go", {}, { ikelab: 2, type: "go", step: 1 }, { ikelab: 1, type: "go", step: "R9.X" }, { ikelab: 1, type: "eval" }, { ikelab: 1 }])
        await send(page, odd);
      await send(page, { ikelab: 1, type: "go", step: "R2.MM5" });
      await page.waitForFunction(() => window.messages.some((message) => message.fact === "R2.MM5"));
      await send(page, { ikelab: 1, type: "go", step: 2 });
      await page.waitForFunction(() => window.messages.at(-1).step === 2);
      const steps = await page.evaluate(() => window.messages.filter((message) => message.type === "step").map((message) => message.step));
      assert.deepEqual(steps, [4, 5, 2]);
      await send(page, { ikelab: 1, type: "theme", theme: "dark" });
      await lab.locator(":root[data-theme=dark]").waitFor({ state: "attached" });
    }));

  it("listens to nobody but its parent", () =>
    framed(MM4, async (page, lab) => {
      await message(page, "ready");
      await lab.locator("main").evaluate(() => window.postMessage({ ikelab: 1, type: "go", step: 9 }, "*"));
      await send(page, { ikelab: 1, type: "go", step: 3 });
      await page.waitForFunction(() => window.messages.at(-1).step === 3);
      assert.equal(await page.evaluate(() => window.messages.some((message) => message.step === 9)), false);
    }));

  it("shows what the options say", () =>
    framed("?step=R2.ESP1&panes=packet,routers&controls=off&read-only=on&theme=dark", async (page, lab) => {
      assert.equal((await message(page, "step")).fact, "R2.ESP1");
      assert.equal(await lab.getByRole("region", { name: "Exchange" }).count(), 0);
      assert.equal(await lab.getByRole("button", { name: "Next step" }).count(), 0);
      await lab.getByRole("region", { name: "R1", exact: true }).waitFor();
      await lab.locator(":root[data-theme=dark]").waitFor({ state: "attached" });
      const accelerator = lab.getByRole("switch", { name: "R1 crypto accelerator" });
      assert.equal(await accelerator.isDisabled(), true);
    }));

  it("carries its state to the whole page", () =>
    framed(MM4, async (page, lab) => {
      await lab.getByRole("button", { name: "Next step" }).click();
      await lab.getByRole("status", { name: "Narration" }).getByText("R2 proves").waitFor();
      const whole = await lab.getByRole("link", { name: "Open in full" }).getAttribute("href");
      assert.ok(whole.startsWith(`${site.url}index.html#1`), whole);
      await withPage(browser, whole, (page) => page.getByRole("status", { name: "Narration" }).getByText("R2 proves").waitFor());
    }));

  it("says what is wrong with a link", () =>
    framed("#1AQZSMS5NTTR8tgA", async (page, lab) => {
      await lab.getByRole("dialog", { name: "Problem with this link" }).getByText("The link is damaged").waitFor();
    }));

  it("works in the course page of the examples", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ikelab-course-"));
    await copyFile(EXAMPLE, join(folder, "index.html"));
    await symlink(DIST, join(folder, "ikelab"));
    const other = await serve(folder);
    try {
      // The whole page is in sight: a click after scrolling may still meet the frame that was there before.
      await withPage(browser, other.url, async (page) => {
        const labs = ["exchange", "packet"].map((id) => page.frameLocator(`#${id}`));
        await labs[0].getByRole("status", { name: "Narration" }).getByText("R1 answers").waitFor();
        await labs[1].getByRole("region", { name: "Selected packet" }).waitFor();
        const where = page.locator("#where");
        await where.getByText("R1.MM4").waitFor();
        await page.getByRole("button", { name: "Show me the fifth message" }).click();
        await where.getByText("R2.MM5").waitFor();
        await labs[0].getByRole("status", { name: "Narration" }).getByText("R2 proves").waitFor();
      }, { viewport: { width: 1280, height: 1700 } });
    } finally {
      await other.close();
      await rm(folder, { recursive: true });
    }
  });
});
