// embed.html: the same lab in other people's pages, sandboxed, and what the two pages tell each other.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { DRAWN, browserAndSite } from "./page.mjs";
import { DIST, serve } from "./serve.mjs";

const MM4 = "#1AQZSMS5NTTR8tg8";
const EXAMPLE = fileURLToPath(new URL("../../docs/examples/course-page.html", import.meta.url));
const WIDE = { viewport: { width: 1000, height: 700 } };

/** A page of another origin that frames `src`, keeps the messages, and can send some. */
const course = (src, sandbox = "allow-scripts") => `<!doctype html><title>A course</title><main>
<iframe title="ikelab" sandbox="${sandbox}" width="900" height="450" src="${src}"></iframe></main><script>
window.messages = [];
window.ofType = (type) => window.messages.filter((message) => message.type === type);
addEventListener("message", (event) => {
  if (event.source === document.querySelector("iframe").contentWindow) window.messages.push(event.data);
});
</script>`;

describe("the embedded page", () => {
  const setup = browserAndSite();

  /** Lets `use` have a course page with `embed.html` + `address` in it: the page, and the lab in the frame. */
  async function framed(address, use, options = WIDE) {
    const folder = await mkdtemp(join(tmpdir(), "ikelab-course-"));
    await writeFile(join(folder, "index.html"), course(`${setup.site.url}embed.html${address.replaceAll("&", "&amp;")}`));
    const other = await serve(folder);
    try {
      const inFrame = async (page) => {
        const lab = page.frameLocator("iframe");
        await lab.locator(DRAWN).waitFor();
        await use(page, lab);
      };
      await setup.onPage(inFrame, { at: other.url, ...options });
    } finally {
      await other.close();
      await rm(folder, { recursive: true });
    }
  }
  /** Waits for a message with these members, and gives it. */
  async function message(page, members) {
    const find = (members) => window.messages.find((message) => Object.keys(members).every((name) => message[name] === members[name]));
    return (await page.waitForFunction(find, members)).jsonValue();
  }
  /** Waits until the messages of a type are these and no others. */
  async function messages(page, type, wanted) {
    const areThere = ([type, wanted]) => JSON.stringify(window.ofType(type)) === wanted;
    await page.waitForFunction(areThere, [type, JSON.stringify(wanted)]).catch(async () => {
      assert.deepEqual(await page.evaluate((type) => window.ofType(type), type), wanted);
    });
  }
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
      const { last } = await message(page, { type: "ready" });
      await messages(page, "step", [{ ikelab: 1, type: "step", step: 4, last, fact: "R1.MM4" }]);
      await page.waitForFunction(() => window.ofType("height").at(-1)?.height >= 416);
      await page.waitForFunction(() => {
        const heights = (messages) => messages.map((message) => message.height).join();
        return heights(window.ofType("height")) === heights(window.messages.filter(({ subject }) => subject === "lti.frameResize"));
      });
      await lab.getByRole("button", { name: "Next step" }).click();
      await message(page, { type: "step", fact: "R2.MM5" });
    }));

  let asked = 0;
  /** The height that the lab has told last, when it has drawn all and nothing is on its way: messages keep their order. */
  async function toldHeight(page, lab) {
    const type = `asked ${asked++}`;
    await lab.locator(":root").evaluate(async (root, type) => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      parent.postMessage({ type }, "*");
    }, type);
    await message(page, { type });
    return page.evaluate(() => window.ofType("height").at(-1).height);
  }

  /** Makes the frame so wide or high, and waits until the lab is. */
  async function resize(page, lab, side, pixels) {
    await page.evaluate(([side, pixels]) => (document.querySelector("iframe")[side] = pixels), [side, pixels]);
    const inner = { width: "innerWidth", height: "innerHeight" }[side];
    await lab.locator(":root").evaluate(async (root, [inner, pixels]) => {
      while (window[inner] !== pixels) await new Promise(requestAnimationFrame);
    }, [inner, pixels]);
  }

  it("tells another height when it has another", () =>
    framed(MM4, async (page, lab) => {
      await lab.getByRole("tree", { name: "Packet" }).waitFor();
      const height = await toldHeight(page, lab);
      await resize(page, lab, "width", 360);
      assert.ok((await toldHeight(page, lab)) > height);
    }));

  for (const [what, address, width] of [
    ["wide", MM4, 900],
    ["with a lesson, wide", "?lesson=diffie-hellman", 1264],
    ["with a lesson, narrower", "?lesson=diffie-hellman", 800],
    ["as on a phone", MM4, 344],
  ]) {
    it(`comes to rest in a frame that follows its height: ${what}`, () =>
      framed(address, async (page, lab) => {
        await lab.getByRole("tree", { name: "Packet" }).waitFor();
        if (address.includes("lesson")) await lab.getByRole("region", { name: "Lesson" }).getByText("1 of 6").waitFor();
        await resize(page, lab, "width", width);
        const heights = [await toldHeight(page, lab)];
        do {
          await resize(page, lab, "height", heights.at(-1));
          heights.push(await toldHeight(page, lab));
          assert.ok(heights.length < 6, heights.join(" "));
        } while (heights.at(-1) !== heights.at(-2));
        const rest = await lab.locator(":root").evaluate((root) => root.scrollHeight - innerHeight);
        assert.ok(rest <= 1, `${rest} px are out of sight`);
      }));
  }

  it("teaches a lesson in a frame: tells its answers, and when its goals are met", () =>
    framed("?lesson=diffie-hellman&language=de", async (page, lab) => {
      const lesson = lab.getByRole("region", { name: "Lesson", exact: true });
      await lesson.getByRole("heading", { name: "Diffie-Hellman und SKEYID" }).waitFor();
      await message(page, { type: "step", fact: "R2.MM3" });
      const answer = async (option) => {
        await lesson.getByRole("radio", { name: option, exact: true }).check();
        await lesson.getByRole("button", { name: "Reveal" }).click();
      };
      await answer("1024");
      await lesson.getByText("Not quite.").waitFor();
      const first = { ikelab: 1, type: "answer", lesson: "diffie-hellman", question: "length", right: false };
      await messages(page, "answer", [first]);
      for (let beat = 1; beat < 3; beat++) await lesson.getByRole("button", { name: "Continue" }).click();
      await answer((await lesson.getByRole("radio").evaluateAll((radios) => radios.map((radio) => radio.closest("label").innerText))).find((text) => !/^(00 00|b8 4c|63 69)/.test(text)));
      await lesson.getByText("Correct.").waitFor();
      await messages(page, "answer", [first, { ...first, question: "where", right: true }]);

      // The goals are met by hand, at the consoles that a lesson brings along.
      await messages(page, "completed", []);
      await lab.getByRole("slider", { name: "Step" }).press("Home");
      await lab.getByRole("tab", { name: "Consoles" }).click();
      const console = lab.getByRole("textbox", { name: "R2 command" });
      for (const line of ["configure terminal", "no crypto isakmp key cisco123 address 10.10.10.1", "crypto isakmp key other address 10.10.10.1", "end"]) {
        await console.fill(line);
        await console.press("Enter");
      }
      await lesson.getByRole("status", { name: "Feedback" }).getByText("R2 hat MM5").waitFor();
      await messages(page, "completed", [{ ikelab: 1, type: "completed", lesson: "diffie-hellman" }]);
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
      const { last } = await message(page, { type: "ready" });
      for (const odd of [null, 7, "go", {}, { ikelab: 2, type: "go", step: 1 }, { ikelab: 1, type: "go", step: "R9.X" }, { ikelab: 1, type: "eval" }, { ikelab: 1 }])
        await send(page, odd);
      await send(page, { ikelab: 1, type: "go", step: "R2.MM5" });
      await message(page, { type: "step", fact: "R2.MM5" });
      await send(page, { ikelab: 1, type: "go", step: 2 });
      const shown = [[4, "R1.MM4"], [5, "R2.MM5"], [2, "R1.MM2"]];
      await messages(page, "step", shown.map(([step, fact]) => ({ ikelab: 1, type: "step", step, last, fact })));
      await send(page, { ikelab: 1, type: "theme", theme: "dark" });
      await lab.locator(":root[data-theme=dark]").waitFor({ state: "attached" });
    }));

  it("listens to nobody but its parent", () =>
    framed(MM4, async (page, lab) => {
      await message(page, { type: "ready" });
      await lab.locator("main").evaluate(() => window.postMessage({ ikelab: 1, type: "go", step: 9 }, "*"));
      await send(page, { ikelab: 1, type: "go", step: 3 });
      await message(page, { type: "step", step: 3 });
      assert.equal(await page.evaluate(() => window.messages.some((message) => message.step === 9)), false);
    }));

  it("shows what the options say", () =>
    framed("?step=R2.ESP1&panes=packet,routers&controls=off&read-only=on&theme=dark", async (page, lab) => {
      await message(page, { type: "step", fact: "R2.ESP1" });
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
      assert.ok(whole.startsWith(`${setup.site.url}index.html#1`), whole);
      const narrated = (page) => page.getByRole("status", { name: "Narration" }).getByText("R2 proves").waitFor();
      await setup.onPage(narrated, { at: whole });
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
      const use = async (page) => {
        const labs = ["exchange", "packet"].map((id) => page.frameLocator(`#${id}`));
        await labs[0].getByRole("status", { name: "Narration" }).getByText("R1 answers").waitFor();
        await labs[1].getByRole("region", { name: "Selected packet" }).waitFor();
        const where = page.locator("#where");
        await where.getByText("R1.MM4").waitFor();
        await page.getByRole("button", { name: "Show me the fifth message" }).click();
        await where.getByText("R2.MM5").waitFor();
        await labs[0].getByRole("status", { name: "Narration" }).getByText("R2 proves").waitFor();
      };
      await setup.onPage(use, { at: other.url, viewport: { width: 1280, height: 1700 } });
    } finally {
      await other.close();
      await rm(folder, { recursive: true });
    }
  });
});
