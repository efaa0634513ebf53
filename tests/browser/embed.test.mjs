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

  /** Lets the frame be as high as it says it would be, and gives the heights that it said until it said no other. */
  const followed = (page) =>
    page.evaluate(async () => {
      const heights = () => window.messages.filter((message) => message.type === "height").map((message) => message.height);
      for (let said = -1; said !== heights().length; ) {
        said = heights().length;
        document.querySelector("iframe").height = heights().at(-1);
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
      return heights();
    });

  for (const [what, address, width, most] of [
    ["wide", MM4, 900, 1],
    ["with a lesson, wide", "?lesson=diffie-hellman", 1264, 3],
    ["with a lesson, narrower", "?lesson=diffie-hellman", 800, 5],
    ["as on a phone", MM4, 344, 4],
  ]) {
    it(`comes to rest in a frame that follows its height: ${what}`, () =>
      framed(address, async (page, lab) => {
        await page.evaluate((width) => (document.querySelector("iframe").width = width), width);
        if (address.includes("lesson")) await lab.getByRole("region", { name: "Lesson" }).getByText("1 of 6").waitFor();
        await page.waitForTimeout(500);
        const heights = await followed(page);
        assert.ok(heights.length <= most, heights.join(" "));
        const rest = await lab.locator(":root").evaluate((root) => root.scrollHeight - innerHeight);
        assert.ok(rest <= 1, `${rest} px are out of sight`);
      }));
  }

  it("teaches a lesson in a frame: tells its answers, and when its goals are met", () =>
    framed("?lesson=diffie-hellman&language=de", async (page, lab) => {
      const lesson = lab.getByRole("region", { name: "Lesson", exact: true });
      await lesson.getByRole("heading", { name: "Diffie-Hellman und SKEYID" }).waitFor();
      assert.equal((await message(page, "step")).fact, "R2.MM3", "it drives the lab");
      const told = (type) =>
        page.evaluate((type) => window.messages.filter((message) => message.type === type), type);
      const answer = async (option) => {
        await lesson.getByRole("radio", { name: option, exact: true }).check();
        await lesson.getByRole("button", { name: "Reveal" }).click();
      };
      await answer("1024");
      await lesson.getByText("Not so.").waitFor();
      const first = { ikelab: 1, type: "answer", lesson: "diffie-hellman", question: "length", right: false };
      assert.deepEqual(await told("answer"), [first]);
      for (let beat = 1; beat < 3; beat++) await lesson.getByRole("button", { name: "Continue" }).click();
      await answer((await lesson.getByRole("radio").evaluateAll((radios) => radios.map((radio) => radio.closest("label").innerText))).find((text) => !/^(00 00|b8 4c|63 69)/.test(text)));
      await lesson.getByText("As you said.").waitFor();
      assert.deepEqual(await told("answer"), [first, { ...first, question: "where", right: true }]);

      // The goals are met by hand, at the consoles that a lesson brings along.
      assert.deepEqual(await told("completed"), []);
      await lab.getByRole("slider", { name: "Step" }).press("Home");
      const console = lab.getByRole("textbox", { name: "R2 command" });
      for (const line of ["configure terminal", "no crypto isakmp key cisco123 address 10.10.10.1", "crypto isakmp key other address 10.10.10.1", "end"]) {
        await console.fill(line);
        await console.press("Enter");
      }
      await lesson.getByRole("status", { name: "Feedback" }).getByText("R2 hat MM5").waitFor();
      assert.deepEqual(await told("completed"), [{ ikelab: 1, type: "completed", lesson: "diffie-hellman" }]);
    }, { viewport: { width: 1000, height: 900 } }));

  it("shows a lesson before the lab, and the way back from the configurations", () =>
    framed("?lesson=two-configurations", async (page, lab) => {
      const lesson = lab.getByRole("region", { name: "Lesson", exact: true });
      await lab.getByRole("region", { name: "Configurations" }).waitFor();
      const isFirst = await lesson.evaluate((lesson) => {
        const lab = document.querySelector(".configurations");
        return Boolean(lesson.compareDocumentPosition(lab) & Node.DOCUMENT_POSITION_FOLLOWING);
      });
      assert.ok(isFirst);
      await lesson.getByRole("button", { name: "Show me" }).click();
      await lab.getByRole("region", { name: "Exchange" }).waitFor();
      await lab.getByRole("region", { name: "R2", exact: true }).getByRole("button", { name: "Configure" }).click();
      await lab.getByRole("region", { name: "Configurations" }).waitFor();
      await lab.getByRole("button", { name: "Exchange", exact: true }).click();
      await lab.getByRole("region", { name: "Exchange" }).waitFor();
      assert.equal(await lab.getByRole("button", { name: "Exchange", exact: true }).count(), 0);
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
