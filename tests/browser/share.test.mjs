// Links and files: what is shared in the page is opened by the page, and what cannot be opened is said.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { LAB, browserAndSite } from "./page.mjs";

const next = async (page, count) => {
  for (let step = 0; step < count; step++) await page.getByRole("button", { name: "Next step" }).click();
};
const slider = (page) => page.getByRole("slider", { name: "Step" });
const stands = (page, step) => page.waitForFunction((step) => document.querySelector(".scrubber input")?.value === step, String(step));
const fragment = (page) => page.evaluate(() => location.hash);

/** Does something that changes the state, and waits until the address has followed. */
async function followed(page, act) {
  const before = await fragment(page);
  await act();
  await page.waitForFunction((before) => location.hash !== before, before);
}

/** Goes so many steps on, the address after each of them too, and gives its fragment. */
async function walk(page, count) {
  for (let step = 0; step < count; step++) await followed(page, () => next(page, 1));
  return fragment(page);
}

/** Opens the dialog and gives the link in it. */
async function link(page) {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share" });
  return dialog.getByRole("textbox", { name: "Link" }).inputValue();
}

/** Waits until the clipboard holds the text: the browser writes to it after the page has been told that it was copied. */
const onClipboard = (page, text) =>
  page.waitForFunction(async (text) => (await navigator.clipboard.readText()) === text, text);

const retype = async (page, router, from, to) => {
  const editor = page.getByRole("textbox", { name: `${router} configuration` });
  await editor.fill((await editor.inputValue()).replaceAll(from, to));
};

describe("sharing", () => {
  const setup = browserAndSite();
  const on = (use, address = "", options = {}) => setup.onPage(use, { at: address || LAB, ...options });

  it("copies the link and shows it with its length", () =>
    on(
      async (page) => {
        await next(page, 4);
        const text = await link(page);
        assert.match(text, /#1[\w-]+$/);
        const said = page.getByRole("dialog", { name: "Share" }).getByRole("status").first();
        await said.filter({ hasText: `Copied. ${text.length} characters.` }).waitFor();
        await onClipboard(page, text);
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Share", exact: true }).and(page.locator(":focus")).waitFor();
      },
      "",
      { permissions: ["clipboard-read", "clipboard-write"] },
    ));

  it("opens what it has made: scenario, step, field, view", async () => {
    let made, narration;
    await on(async (page) => {
      await page.getByRole("switch", { name: "What if IOS allowed it" }).press("Space");
      await next(page, 7);
      await page.getByRole("textbox", { name: "R1 command" }).fill("show clock");
      await page.getByRole("textbox", { name: "R1 command" }).press("Enter");
      await next(page, 2);
      narration = await page.getByRole("status", { name: "Narration" }).innerText();
      made = await link(page);
    });
    const hash = new URL(made).hash;
    assert.ok(hash.length <= 200, `${hash.length} characters`);
    await on(async (page) => {
      assert.equal(await page.getByRole("status", { name: "Narration" }).innerText(), narration);
      await page.getByRole("switch", { name: "What if IOS allowed it", checked: true }).waitFor();
      assert.equal(await link(page), made, "the same state gives the same link");
    }, hash);
  });

  it("keeps the address with the state, and the state with the address", () =>
    on(async (page) => {
      const fourth = await walk(page, 4);
      await page.reload();
      await stands(page, 4);
      await page.evaluate((hash) => (location.hash = hash), "#1AQdSMi5FU1AxNv1i");
      // A link in which characters were changed: the last good state stays.
      const problem = page.getByRole("dialog", { name: "Problem with this link" });
      await problem.getByText("The link is damaged").waitFor();
      await problem.getByRole("button", { name: "Continue with what is shown" }).click();
      await stands(page, 4);
      await page.goBack();
      await page.waitForFunction((hash) => location.hash === hash, fourth);
      await stands(page, 4);
    }));

  it("follows another link, and the back button to the state before", () =>
    on(async (page) => {
      await walk(page, 2);
      await page.evaluate(() => (location.hash = "#1AQZSMS5NTTR8tg8"));
      await stands(page, 4);
      await walk(page, 1);
      await page.goBack();
      await stands(page, 2);
      await page.goForward();
      await stands(page, 5);
    }));

  it("goes back through views and jumps, not through steps, and loses no change on the way", () =>
    on(async (page) => {
      const show = (view) => page.getByRole("button", { name: view, exact: true }).click();
      await walk(page, 3);
      await followed(page, () => show("Configurations"));
      const editor = page.getByRole("textbox", { name: "R2 configuration" });
      await followed(page, () => retype(page, "R2", "cisco123", "cisco124"));
      await page.getByRole("status", { name: "Verdict" }).getByText("down").waitFor();
      await followed(page, () => show("Keys"));
      await page.goBack();
      await editor.waitFor();
      assert.match(await editor.inputValue(), /cisco124/);
      await page.goBack();
      await stands(page, 3);
      await page.getByRole("tree", { name: "Packet" }).waitFor();
      await page.getByRole("status", { name: "Verdict" }).getByText("down").waitFor();
      await page.goForward();
      await editor.waitFor();
      assert.match(await editor.inputValue(), /cisco124/, "what was changed is there, in every entry");
    }));

  it("says that a link is from a newer page, and shows the preset", () =>
    on(async (page) => {
      const problem = page.getByRole("dialog", { name: "Problem with this link" });
      await problem.getByText("made by a newer ikelab").waitFor();
      await page.keyboard.press("Escape");
      await stands(page, 0);
      await next(page, 1);
    }, "#2AAAA"));

  it("opens what it knows of a newer link on request", () =>
    on(async (page) => {
      const problem = page.getByRole("dialog", { name: "Problem with this link" });
      await problem.getByRole("button", { name: "Open what can be read" }).click();
      await stands(page, 4);
      assert.equal(await problem.isVisible(), false);
    }, newer("#1AQZSMS5NTTR8tg8")));

  it("leaves a key of one's own out of a link, and says so on both sides", async () => {
    let without, withKey;
    await on(async (page) => {
      await page.getByRole("button", { name: "Configurations" }).click();
      for (const router of ["R1", "R2"]) await retype(page, router, "cisco123", "our-own-secret");
      await page.getByText("Both routers accept every line").waitFor();
      without = await link(page);
      const dialog = page.getByRole("dialog", { name: "Share" });
      await dialog.getByText("One pre-shared key is your own.").waitFor();
      await dialog.getByRole("switch", { name: /Put pre-shared keys into the link/ }).press("Space");
      withKey = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
      assert.notEqual(withKey, without);
    });
    const key = (page) => page.getByRole("textbox", { name: "R1 configuration" }).inputValue();
    await on(async (page) => {
      const note = page.getByRole("complementary", { name: "Keys left out" });
      await note.waitFor();
      assert.match(await key(page), /crypto isakmp key key-left-out-1 address/);
      await note.getByRole("button", { name: "Close" }).click();
      await note.waitFor({ state: "detached" });
    }, new URL(without).hash);
    await on(async (page) => {
      assert.match(await key(page), /crypto isakmp key our-own-secret address/);
      assert.equal(await page.getByRole("complementary", { name: "Keys left out" }).count(), 0);
    }, new URL(withKey).hash);
  });

  it("saves a file, and opens it by button, drop and paste", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ikelab-file-"));
    try {
      const path = join(folder, "saved.ikelab.json");
      await on(async (page) => {
        await next(page, 4);
        await link(page);
        const saving = page.waitForEvent("download");
        await page.getByRole("link", { name: "Save as file" }).click();
        const saved = await saving;
        assert.equal(saved.suggestedFilename(), "scenario.ikelab.json");
        await saved.saveAs(path);
      });
      const text = await readFile(path, "utf8");
      assert.equal(JSON.parse(text).view.at, "R1.MM4");
      await on(async (page) => {
        await link(page);
        await page.getByLabel("Open a file").setInputFiles(path);
        await stands(page, 4);
      });
      await on(async (page) => {
        await give(page, "drop", "dataTransfer", text, true);
        await stands(page, 4);
      });
      await on(async (page) => {
        await give(page, "paste", "clipboardData", text, false);
        await stands(page, 4);
        await give(page, "paste", "clipboardData", "https://example.org/#1twTO", false);
        await stands(page, 0);
      });
      await writeFile(path, text.replace('"seed": 50880', '"seed": "x"'));
      await on(async (page) => {
        await next(page, 2);
        await link(page);
        await page.getByLabel("Open a file").setInputFiles(path);
        const problem = page.getByRole("dialog", { name: "Problem with this file" });
        await problem.getByText(/Line \d+, column 11: a whole number/).waitFor();
        await stands(page, 2);
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("writes the element that embeds the lab", () =>
    on(async (page) => {
      await next(page, 4);
      await link(page);
      const dialog = page.getByRole("dialog", { name: "Share" });
      await dialog.getByText("Embed in a course page").click();
      const element = dialog.getByRole("textbox", { name: "Element" });
      const parts = () => element.inputValue();
      assert.match(await parts(), /^<iframe title="ikelab: an IPsec tunnel, R1\.MM4" src="http[^"]*\/embed\.html#1[\w-]+" width="100%" height="480" sandbox="allow-scripts [^"]*" loading="lazy"><\/iframe>$/);
      await dialog.getByRole("switch", { name: "Step buttons" }).press("Space");
      await dialog.getByRole("switch", { name: "Read-only" }).press("Space");
      await dialog.getByRole("switch", { name: "Messages" }).press("Space");
      await dialog.getByRole("combobox", { name: "Theme" }).selectOption("dark");
      await dialog.getByRole("spinbutton", { name: "Height in pixels" }).fill("600");
      await dialog.getByRole("switch", { name: /From the start/ }).press("Space");
      assert.match(await parts(), /embed\.html\?panes=packet&amp;controls=off&amp;read-only=on&amp;theme=dark#1[\w-]+" width="100%" height="600"/);
      assert.doesNotMatch(await parts(), /R1\.MM4/);
      const title = dialog.getByRole("textbox", { name: "Title" });
      await title.fill('Keys & "signs" <1>');
      await title.blur();
      assert.match(await parts(), /^<iframe title="Keys &amp; &quot;signs&quot; &lt;1>" /);
      const read = await page.evaluate((element) => new DOMParser().parseFromString(element, "text/html").querySelector("iframe").title, await parts());
      assert.equal(read, 'Keys & "signs" <1>');
      await title.fill(" ");
      await title.blur();
      assert.match(await parts(), /^<iframe title="ikelab: an IPsec tunnel, step by step" /, "there is always a title");
    }));

  it("writes the element that embeds a lesson, in a language", () =>
    on(
      async (page) => {
        await link(page);
        const dialog = page.getByRole("dialog", { name: "Share" });
        await dialog.getByText("Embed in a course page").click();
        const parts = () => dialog.getByRole("textbox", { name: "Element" }).inputValue();
        const choose = (name, value) => dialog.getByRole("combobox", { name }).selectOption(value);
        assert.equal(await dialog.getByRole("combobox", { name: "Language" }).count(), 0, "there is no lesson yet");
        await choose("Lesson", "SEAL from the inside");
        assert.match(await parts(), /title="ikelab: SEAL from the inside" src="http[^"]*\/embed\.html\?lesson=seal" width="100%" height="720"/);
        assert.ok(await dialog.getByRole("switch", { name: "Routers" }).isChecked(), "a lesson needs consoles");
        await choose("Language", "Deutsch");
        assert.match(await parts(), /title="ikelab: SEAL von innen" src="[^"]*\?lesson=seal&amp;language=de"/);
        await dialog.getByRole("switch", { name: "Routers" }).press("Space");
        assert.match(await parts(), /\?panes=exchange,packet&amp;lesson=seal&amp;language=de"/);
        await dialog.getByRole("button", { name: "Copy element" }).click();
        await dialog.getByRole("status").filter({ hasText: "Copied." }).last().waitFor();
        await onClipboard(page, await parts());
        const [opened] = await Promise.all([page.waitForEvent("popup"), dialog.getByRole("link", { name: "Look at it" }).click()]);
        await opened.getByRole("heading", { name: "SEAL von innen" }).waitFor();
      },
      "",
      { permissions: ["clipboard-read", "clipboard-write"] },
    ));

  it("embeds the lesson that is open where it is, or leaves it out", () =>
    on(async (page) => {
      await page.getByRole("button", { name: "Lessons", exact: true }).click();
      await page.getByRole("button", { name: /^A policy/ }).click();
      await page.getByRole("button", { name: "Continue" }).click();
      await link(page);
      const dialog = page.getByRole("dialog", { name: "Share" });
      await dialog.getByText("Embed in a course page").click();
      const parts = () => dialog.getByRole("textbox", { name: "Element" }).inputValue();
      const open = await parts();
      assert.match(open, /title="ikelab: A policy, byte by byte" src="[^"]*\?panes=exchange,packet,routers#1[\w-]+"/);
      await dialog.getByRole("combobox", { name: "Lesson" }).selectOption("none");
      assert.match(await parts(), /embed\.html#1[\w-]+" width="100%" height="480"/);
      const address = (element) => element.match(/src="([^"]*)"/)[1].replaceAll("&amp;", "&");
      await page.goto(address(open));
      await page.getByRole("region", { name: "Lesson" }).getByText("2 of 6").waitFor();
      await page.goto("about:blank");
    }));
});

/** Lets the page have a drop or a paste: as text, or as a file. */
function give(page, type, member, text, asFile) {
  const given = { type, member, text, asFile };
  return page.evaluate(({ type, member, text, asFile }) => {
    const data = new DataTransfer();
    if (asFile) data.items.add(new File([text], "dropped.ikelab.json", { type: "application/json" }));
    else data.setData("text/plain", text);
    const Kind = type === "drop" ? DragEvent : ClipboardEvent;
    document.body.dispatchEvent(new Kind(type, { bubbles: true, cancelable: true, [member]: data }));
  }, given);
}

/** The link with one more section, which must be understood and is not known yet; by the description of the format. */
function newer(hash) {
  const bytes = Buffer.from(hash.slice(2), "base64url").subarray(0, -3);
  const more = Buffer.concat([bytes, Buffer.from([100, 1, 7])]);
  let sum = 0xb704ce;
  for (const byte of more) {
    sum ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      sum <<= 1;
      if (sum & 0x1000000) sum ^= 0x1864cfb;
    }
  }
  return `#1${Buffer.concat([more, Buffer.from([sum >> 16, sum >> 8, sum])]).toString("base64url")}`;
}
