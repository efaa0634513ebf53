// Lessons beside the lab: contents with progress, predictions, goals, hints, "Show me", wrong answers, and what is kept.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { browserAndSite, comeBack } from "./page.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const lesson = (page) => page.getByRole("region", { name: "Lesson", exact: true });
const contents = (page) => page.getByRole("list", { name: "Lessons", exact: true });
const goals = (page) => lesson(page).getByRole("list", { name: "Goals" });
const feedback = (page) => lesson(page).getByRole("status", { name: "Feedback" });
const slider = (page) => page.getByRole("slider", { name: "Step" });

async function open(page, title) {
  await button(page, "Lessons").click();
  await contents(page).getByRole("button", { name: title }).click();
  await lesson(page).getByRole("button", { name: "Continue" }).waitFor();
}

async function toBeat(page, title) {
  while (!(await lesson(page).getByText(title, { exact: true }).isVisible())) {
    await lesson(page).getByRole("button", { name: "Continue" }).click();
  }
}

describe("lessons", () => {
  const setup = browserAndSite();
  const onPage = (use, options = {}) =>
    setup.onPage(use, { viewport: { width: 1280, height: 800 }, ...options });

  it("fetches nothing of them before they are wanted", () =>
    onPage(async (page) => {
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await button(page, "Next step").click();
      await page.getByRole("tree", { name: "Packet" }).waitFor();
      assert.deepEqual(asked.filter((url) => url.includes("/lessons/")), []);
      await button(page, "Lessons").click();
      await contents(page).waitFor();
      assert.ok(asked.some((url) => url.endsWith("lessons/index.json")), asked.join(" "));
    }));

  it("lists seven lessons, with what each is about", () =>
    onPage(async (page) => {
      await button(page, "Lessons").click();
      await contents(page).getByText("Diffie-Hellman and SKEYID").waitFor();
      assert.equal(await contents(page).getByRole("listitem").count(), 7);
      await button(page, "Lessons").click();
      await contents(page).waitFor({ state: "detached" });
    }));

  it("drives the lab to what a beat is about, and leaves it to the reader", () =>
    onPage(async (page) => {
      await open(page, /^Diffie-Hellman/);
      await page.getByRole("treeitem", { name: /Key exchange data/, selected: true }).waitFor();
      const there = await slider(page).inputValue();
      await button(page, "Next step").click();
      assert.notEqual(await slider(page).inputValue(), there);
      await lesson(page).getByRole("button", { name: "Look at it" }).click();
      assert.equal(await slider(page).inputValue(), there);
      await lesson(page).getByRole("button", { name: "Continue" }).click();
      await page.getByRole("region", { name: "Where this comes from" }).waitFor();
    }));

  it("leads from a number in the prose to the bytes that it is", () =>
    onPage(async (page) => {
      await open(page, /^Diffie-Hellman/);
      await lesson(page).getByRole("button", { name: "d5 3d 9b d1" }).click();
      await page.getByRole("heading", { name: "MM4" }).waitFor();
      await page.getByRole("treeitem", { name: /Key exchange data/, selected: true }).waitFor();
    }));

  it("lets one predict before it reveals, and the reason stays", () =>
    onPage(async (page) => {
      await open(page, /^Diffie-Hellman/);
      const reveal = lesson(page).getByRole("button", { name: "Reveal" });
      assert.equal(await reveal.getAttribute("aria-disabled"), "true");
      await reveal.press("Enter");
      assert.equal(await lesson(page).getByText("Not quite.").count(), 0, "nothing is chosen yet");
      const group = lesson(page).getByRole("group", { name: /How many bytes/ });
      await group.getByRole("radio", { name: "1024" }).check();
      await reveal.click();
      const answer = lesson(page).getByRole("group", { name: "Answer" });
      await answer.getByText("Not quite.").waitFor();
      await answer.and(page.locator(":focus")).waitFor();
      await group.getByText("correct").waitFor();
      assert.ok(await group.getByRole("radio", { name: "128" }).isDisabled());
      await lesson(page).getByRole("button", { name: "Continue" }).click();
      await lesson(page).getByRole("button", { name: "Back" }).click();
      await answer.getByText("1024 bits are").waitFor();
    }));

  it("shows nothing of what comes later while it asks", () =>
    onPage(async (page) => {
      await open(page, /^The accelerator/);
      const messages = page.getByRole("list", { name: "Messages" });
      const answer = async (radio) => {
        await lesson(page).getByRole("radio", { name: radio }).check();
        await lesson(page).getByRole("button", { name: "Reveal" }).click();
      };
      await page.getByText("Later messages appear once you have answered.").waitFor();
      assert.equal(await messages.getByRole("button", { name: /QM1/ }).count(), 0);
      assert.equal(await messages.getByText("refused").count(), 0);
      await answer("esp-seal esp-sha-hmac");
      await messages.getByRole("button", { name: /QM1/ }).first().waitFor();
      await messages.getByText("refused").first().waitFor();
    }));

  it("ticks goals when they are reached, and says what a wrong way is", () =>
    onPage(async (page) => {
      await open(page, /^A policy/);
      await slider(page).press("Home");
      const console = page.getByRole("textbox", { name: "R2 command" });
      const type = async (line) => {
        await console.fill(line);
        await console.press("Enter");
      };
      await goals(page).getByText("reached: The tunnel comes up").waitFor();
      await goals(page).getByText("not yet: R2 offers 3600 seconds").waitFor();
      for (const line of ["configure terminal", "crypto isakmp policy 1", "lifetime 60"]) await type(line);
      await feedback(page).getByText("That is a minute").waitFor();
      await type("lifetime 3600");
      await goals(page).getByText("reached: R2 offers 3600 seconds").waitFor();
      await feedback(page).getByText("00 00 0e 10").waitFor();
      await button(page, "Next lesson").click();
      await lesson(page).getByRole("heading", { name: "Diffie-Hellman and SKEYID" }).waitFor();
      await page.locator("#lesson:focus").waitFor();
      await lesson(page).getByRole("button", { name: "All lessons" }).click();
      await contents(page).getByRole("button", { name: /A policy.*done/ }).waitFor();
    }));

  it("gives hints one by one, shows the way, and takes it back", () =>
    onPage(async (page) => {
      await open(page, /^Why authentication/);
      const hints = lesson(page).getByRole("list", { name: "Hints" });
      for (const count of [1, 2, 3]) {
        await button(page, "Hint").click();
        assert.equal(await hints.getByRole("listitem").count(), count);
      }
      assert.equal(await button(page, "Hint").getAttribute("aria-disabled"), "true");
      await button(page, "Show me").click();
      await goals(page).getByText("reached: R1 accepts a packet that was changed on the way").waitFor();
      await page.getByRole("list", { name: "Messages" }).getByRole("button", { name: /ESP 2 .*forged/ }).waitFor();
      await page.getByRole("switch", { name: "R1 drop authentication", checked: true }).waitFor();
      await feedback(page).evaluate((element) => element.scrollIntoView());
      assert.equal(await page.evaluate(() => document.body.scrollTop + scrollY), 0, "the pane scrolls, the page does not");
      await button(page, "Undo").click();
      await goals(page).getByText("not yet: R1 accepts a packet").waitFor();
    }));

  it("finds the document's mistake in the editor", () =>
    onPage(async (page) => {
      await open(page, /^Two configurations/);
      const editor = page.getByRole("textbox", { name: "R2 configuration" });
      await page.getByText("No interface leads to the peer").first().waitFor();
      // The exchange is that of the configuration with the mistake in it, and of no good one before it.
      await page.getByText("R2 has a problem with line").waitFor();
      await page.getByText("The exchange shows the result.").waitFor();
      assert.equal(await page.getByText("was run last").count(), 0);
      const text = await editor.inputValue();
      const second = text.lastIndexOf("interface Ethernet0/0");
      await editor.fill(`${text.slice(0, second)}interface Ethernet1/0${text.slice(second + 21)}`);
      await goals(page).getByText("reached: The tunnel comes up").waitFor();
      await goals(page).getByText("reached: R2 is on the link").waitFor();
      await page.getByText("Both routers accept every line").waitFor();
    }));

  it("keeps progress in the browser, exports it, and clears it", () =>
    onPage(async (page) => {
      await open(page, /^SEAL/);
      await lesson(page).getByRole("button", { name: "Continue" }).click();
      await lesson(page).getByText("2 of 6").waitFor();
      await comeBack(page, setup.lab);
      await open(page, /^SEAL.*begun/);
      await lesson(page).getByText("2 of 6").waitFor();
      await lesson(page).getByRole("button", { name: "All lessons" }).click();
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Export progress").click()]);
      assert.equal(download.suggestedFilename(), "ikelab-progress.txt");
      assert.equal(await readFile(await download.path(), "utf8"), "seal 1 open\n");
      await button(page, "Clear progress").click();
      await contents(page).getByRole("button", { name: /^SEAL from the inside 12 min$/ }).waitFor();
      await comeBack(page, setup.lab);
      await button(page, "Lessons").click();
      await contents(page).getByRole("button", { name: /^SEAL from the inside 12 min$/ }).waitFor();
    }));

  it("remembers for the visit where nothing can be stored", () =>
    onPage(async (page) => {
      await page.addInitScript(() => {
        Object.defineProperty(globalThis, "localStorage", {
          get() {
            throw new DOMException("no storage", "SecurityError");
          },
        });
      });
      await page.reload();
      await open(page, /^SEAL/);
      await lesson(page).getByRole("button", { name: "Continue" }).click();
      await lesson(page).getByRole("button", { name: "All lessons" }).click();
      await contents(page).getByRole("button", { name: /SEAL.*begun/ }).waitFor();
      await page.getByText("kept for this visit only").waitFor();
      // Where nothing can be stored, often no file can be saved either: then the text is there to be copied.
      await page.getByText("Progress as text").click();
      assert.equal(await page.getByRole("textbox", { name: "Progress" }).inputValue(), "seal 1 open\n");
      await button(page, "Clear progress").click();
      await contents(page).getByRole("button", { name: /^SEAL from the inside 12 min$/ }).waitFor();
      assert.equal(await page.getByText("Progress as text").count(), 0);
    }));

  it("works in a frame that has no origin of its own", async () => {
    const context = await setup.browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    const frame = `<iframe title="lab" sandbox="allow-scripts" src="${setup.lab}" width="1240" height="760"></iframe>`;
    await page.setContent(frame);
    const inside = page.frameLocator("iframe");
    await inside.getByRole("button", { name: "Lessons", exact: true }).click();
    await inside.getByRole("list", { name: "Lessons" }).getByRole("button", { name: /^SEAL/ }).click();
    await inside.getByRole("region", { name: "Lesson" }).getByText("1 of 6").waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it("is read in another language: chosen, remembered, shared, and left again without losing one's place", () =>
    onPage(async (page) => {
      await open(page, /^Diffie-Hellman/);
      await lesson(page).getByRole("button", { name: "Continue" }).click();
      await button(page, "Hint").click();
      const there = await slider(page).inputValue();
      const language = (name) => page.getByRole("combobox", { name: "Language" }).selectOption(name);
      assert.equal(await lesson(page).getAttribute("lang"), "en");
      await language("Deutsch");
      await lesson(page).getByText("Zweimal dieselbe Zahl").waitFor();
      assert.equal(await lesson(page).getAttribute("lang"), "de");
      assert.equal(await button(page, "Hint").getAttribute("lang"), "en", "the page around it is English");
      assert.equal(await slider(page).inputValue(), there);
      assert.equal(await lesson(page).getByRole("list", { name: "Hints" }).getByRole("listitem").count(), 1);
      await page.waitForFunction(() => location.hash.length > 20);
      await page.getByRole("button", { name: "Share", exact: true }).click();
      const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
      await page.keyboard.press("Escape");
      await comeBack(page, setup.lab);
      await open(page, /^SEAL von innen/);
      await language("English");
      await lesson(page).getByRole("heading", { name: "SEAL from the inside" }).waitFor();
      // A link's language is the link's: it does not change what the reader has chosen.
      await comeBack(page, link);
      await lesson(page).getByText("Zweimal dieselbe Zahl").waitFor();
      await lesson(page).getByRole("button", { name: "All lessons" }).click();
      await contents(page).getByRole("button", { name: /^Eine Policy, Byte für Byte/ }).waitFor();
      assert.equal(await contents(page).getByRole("listitem").first().getAttribute("lang"), "de");
      await comeBack(page, setup.lab);
      await button(page, "Lessons").click();
      await contents(page).getByRole("button", { name: /^A policy/ }).waitFor();
    }));

  it("says that a language is not there, and is English then", async () => {
    const index = await (await fetch(`${setup.site.url}lessons/index.json`)).json();
    assert.ok(index.content.languages.every(([tag]) => tag !== "fr"), "another language for this test");
    const use = async (page) => {
      await lesson(page).getByRole("note").getByText("not available in “fr”. This is the English version").waitFor();
      await lesson(page).getByRole("heading", { name: "SEAL from the inside" }).waitFor();
      assert.equal(await lesson(page).getAttribute("lang"), "en");
    };
    await setup.onPage(use, { at: "embed.html?lesson=seal&language=fr" });
  });

  it("fetches nothing that a link names, and says that there is no such lesson", async () => {
    const asked = [];
    await setup.onPage(async (page) => {
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(`${setup.site.url}embed.html?lesson=../../secret&language=../x`);
      await lesson(page).getByText("There is no lesson with that name").waitFor();
      await lesson(page).getByRole("button", { name: "All lessons" }).click();
      await contents(page).waitFor();
    });
    const lessons = asked.filter((path) => path.startsWith("/lessons/"));
    assert.deepEqual(lessons, ["/lessons/index.json"]);
  });

  it("ticks no goal for a wrong way, whichever of them it is", () =>
    onPage(async (page) => {
      await open(page, /^The accelerator/);
      await slider(page).press("Home");
      const type = async (router, lines) => {
        const console = page.getByRole("textbox", { name: `${router} command` });
        for (const line of lines) {
          await console.fill(line);
          await console.press("Enter");
        }
      };
      await type("R2", ["configure terminal", "no crypto engine accelerator", "end"]);
      await feedback(page).getByText("That was the other router").waitFor();
      await goals(page).getByText("not yet: The tunnel comes up").waitFor();
      const aes = ["configure terminal", "crypto ipsec transform-set other esp-aes esp-sha-hmac", "crypto map cisco 10", "set transform-set other", "end"];
      await button(page, "Start over").click();
      await slider(page).press("Home");
      for (const router of ["R1", "R2"]) await type(router, aes);
      await feedback(page).getByText("A tunnel with AES").waitFor();
      await goals(page).getByText("reached: The tunnel comes up").waitFor();
      await goals(page).getByText("not yet: R1 protects traffic with esp-seal").waitFor();
      await button(page, "Start over").click();
      await goals(page).getByText("not yet: The tunnel comes up").waitFor();
      assert.equal(await feedback(page).innerText(), "");
    }));

  it("is read and answered with the keyboard alone", () =>
    onPage(async (page) => {
      await button(page, "Lessons").focus();
      await page.keyboard.press("Enter");
      await contents(page).getByRole("button").nth(2).focus();
      await page.keyboard.press("Enter");
      const group = lesson(page).getByRole("group", { name: /How many bytes/ });
      await group.getByRole("radio").first().focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      assert.ok(await group.getByRole("radio", { name: "128" }).isChecked());
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await lesson(page).getByText("Correct.").waitFor();
    }));

  it("fits a phone, after the routers", () =>
    onPage(
      async (page) => {
        await open(page, /^Diffie-Hellman/);
        const order = await page.evaluate(() => {
          const [routers, lesson] = [".routers", ".lesson"].map((name) => document.querySelector(name));
          return routers.compareDocumentPosition(lesson) & Node.DOCUMENT_POSITION_FOLLOWING;
        });
        assert.ok(order, "the lesson follows the routers");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.ok(!wide, "nothing is wider than the screen");
      },
      { viewport: { width: 360, height: 780 } },
    ));
});
