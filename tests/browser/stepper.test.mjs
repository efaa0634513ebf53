// A person steps through the exchange: with buttons, with keys, and on a phone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite } from "./page.mjs";

const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true };

const button = (page, name) => page.getByRole("button", { name, exact: true });
const narration = (page) => page.getByRole("status", { name: "Narration" });
const packet = (page) => page.getByRole("tree", { name: "Packet" });
const slider = (page) => page.getByRole("slider", { name: "Step" });

/** Presses Next until the message with this name is the current one. */
async function goTo(page, name) {
  for (let step = 0; step < 40; step++) {
    const current = page.getByRole("list", { name: "Messages" }).locator("[aria-current=step]");
    if ((await current.count()) && (await current.locator("b").innerText()) === name) return;
    await button(page, "Next step").click();
  }
  assert.fail(`no step ${name}`);
}

/**
 * How many records a log has. It draws only those that are looked at, so it is read from its start to its end. One event may
 * print the same words twice: what is drawn together most often counts.
 */
async function countRecords(log) {
  const most = new Map();
  for (let top = 0, end = 0; top <= end; top += 100) {
    end = await log.evaluate((pane, top) => (pane.scrollTo(0, top), pane.scrollHeight), top);
    await log.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const records = log.locator(".record:has(time)");
    const drawn = await records.evaluateAll((all) => all.map((record) => record.dataset.event + record.textContent));
    for (const record of drawn) most.set(record, Math.max(most.get(record) ?? 0, drawn.filter((one) => one === record).length));
  }
  return [...most.values()].reduce((sum, count) => sum + count, 0);
}

describe("stepping", () => {
  const setup = browserAndSite();
  const onPage = (use, options = WIDE) => setup.onPage(use, options);

  it("goes to the end and back exactly", () =>
    onPage(async (page) => {
      const main = page.locator("main");
      const start = await main.innerText();
      await button(page, "Next step").click();
      await page.getByRole("tree", { name: "Packet" }).waitFor();
      const first = await main.innerText();
      assert.notEqual(first, start);
      await button(page, "Last step").click();
      assert.equal(await slider(page).inputValue(), await slider(page).getAttribute("max"));
      await button(page, "First step").click();
      assert.equal(await main.innerText(), start);
      await button(page, "Next step").click();
      assert.equal(await main.innerText(), first);
      await button(page, "Previous step").click();
      assert.equal(await main.innerText(), start);
    }));

  it("shows the nine messages and the pings, and selecting one goes to its step", () =>
    onPage(async (page) => {
      const messages = page.getByRole("list", { name: "Messages" });
      const names = await messages.locator("b").allInnerTexts();
      assert.deepEqual(names.slice(0, 9), ["MM1", "MM2", "MM3", "MM4", "MM5", "MM6", "QM1", "QM2", "QM3"]);
      assert.ok(names.length > 9 && names.slice(9).every((name) => name.startsWith("ESP")));
      await messages.getByRole("button").nth(3).click();
      assert.equal(await slider(page).inputValue(), "4");
      assert.match(await narration(page).innerText(), /R1 answers with its own public value and nonce/);
    }));

  it("shows states before and after, and logs that grow", () =>
    onPage(async (page) => {
      await goTo(page, "MM4");
      assert.match(await page.getByRole("region", { name: "R2 state" }).innerText(), /IKE_I_MM3 → IKE_I_MM4/);
      assert.match(await page.getByRole("region", { name: "R1 state" }).innerText(), /IKE_R_MM3 → IKE_R_MM4/);
      // A long log draws its last lines only: what grows is seen by its end.
      const end = (router) => page.getByRole("log", { name: `${router} console` }).locator(".record").last().innerText();
      const before = [await end("R1"), await end("R2")];
      await button(page, "Next step").click();
      assert.notEqual(await end("R1"), before[0]);
      assert.notEqual(await end("R2"), before[1]);
      await button(page, "Last step").click();
      const log = page.getByRole("log", { name: "R1 console" });
      await log.evaluate((pane) => pane.scrollTo(0, 0));
      await log.getByText("ISAKMP (0:0): received packet from 10.10.10.2").first().waitFor();
      assert.equal(await countRecords(log), 140, "as many as the document prints");
    }));

  it("steps as finely as one event, and back exactly", () =>
    onPage(async (page) => {
      await goTo(page, "MM2");
      const whole = await page.getByRole("region", { name: "R1 state" }).innerText();
      const fine = page.getByRole("button", { name: "Step by event" });
      await fine.click();
      assert.equal(await fine.getAttribute("aria-pressed"), "true");
      const seen = [];
      const look = async () => {
        const main = await page.locator("main").innerText();
        return `${await slider(page).getAttribute("aria-valuetext")}\n${main}`;
      };
      for (let count = 0; count < 12; count++) {
        seen.push(await look());
        await button(page, "Previous step").click();
      }
      assert.equal(new Set(seen).size, 12, "each event shows something of its own");
      for (const before of seen.reverse()) {
        await button(page, "Next step").click();
        assert.equal(await look(), before);
      }
      await fine.click();
      assert.equal(await page.getByRole("region", { name: "R1 state" }).innerText(), whole);
    }));

  it("shows no record and no state before its event", () =>
    onPage(async (page) => {
      await button(page, "Step by event").click();
      const records = (router) => page.getByRole("log", { name: `${router} console` }).locator(".record time").count();
      const state = page.getByRole("region", { name: "R2 state" });
      let last = 0;
      while (!(await state.innerText()).includes("IKE_READY → IKE_I_MM1")) {
        await button(page, "Next step").click();
        const count = await records("R2");
        assert.ok(count - last <= 2, "an event prints a record or two");
        last = count;
      }
      assert.match(await narration(page).innerText(), /R2's main mode goes from IKE_READY to IKE_I_MM1/);
      assert.match(await slider(page).getAttribute("aria-valuetext"), /R2 IKE_I_MM1/);
      assert.equal(await records("R1"), 0, "R1 has not been asked yet");
    }));

  it("is scrubbed with the pointer", () =>
    onPage(async (page) => {
      const box = await slider(page).boundingBox();
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + 8, y);
      await page.mouse.down();
      const seen = new Set();
      for (let part = 0; part <= 10; part++) {
        await page.mouse.move(box.x + 8 + ((box.width - 16) * part) / 10, y);
        seen.add(await narration(page).innerText());
      }
      await page.mouse.up();
      assert.ok(seen.size > 5, "it follows the pointer");
      assert.equal(await slider(page).inputValue(), await slider(page).getAttribute("max"));
    }));

  it("links fields and bytes both ways", () =>
    onPage(async (page) => {
      await goTo(page, "MM3");
      const bytes = page.getByRole("grid", { name: "Bytes" });
      assert.equal(await bytes.locator("[aria-selected=true]").count(), 20, "the nonce");
      await packet(page).getByRole("treeitem", { name: /^ISAKMP header/ }).click();
      assert.equal(await bytes.locator("[aria-selected=true]").count(), 28);
      await packet(page).getByRole("treeitem", { name: /^NONCE/ }).hover();
      assert.equal(await bytes.locator(".hovered").count(), 24, "the payload with the nonce in it");
      await bytes.getByRole("gridcell").nth(3).hover();
      assert.match(await packet(page).locator(".hovered").innerText(), /^IPv4 header/, "around the closed field");
      await bytes.getByRole("gridcell").nth(0).click();
      const selected = packet(page).locator("[aria-selected=true]");
      assert.match(await selected.innerText(), /Version, header length/);
    }));

  it("shows encrypted messages both ways", () =>
    onPage(async (page) => {
      await goTo(page, "MM5");
      assert.equal(await packet(page).getByRole("treeitem", { name: /^HASH/ }).count(), 1);
      await page.getByRole("radio", { name: "On the wire" }).check();
      assert.equal(await packet(page).getByRole("treeitem", { name: /^HASH/ }).count(), 0);
      assert.equal(await packet(page).getByRole("treeitem", { name: /^Encrypted payloads/ }).count(), 1);
    }));

  it("shows keystream, plaintext and ciphertext of an ESP packet", () =>
    onPage(async (page) => {
      await goTo(page, "ESP 1");
      await page.getByRole("tab", { name: "Cipher" }).click();
      const region = page.getByRole("region", { name: "Keystream" });
      const row = async (name) => {
        const cells = await region.getByRole("row", { name }).first().getByRole("cell").allInnerTexts();
        return cells.map((cell) => Number.parseInt(cell, 16));
      };
      const [stream, plain, cipher] = [await row(/^keystream/), await row(/plaintext/), await row(/ciphertext/)];
      assert.equal(plain[0], 0x45, "an IPv4 packet inside");
      assert.deepEqual(stream.map((byte, index) => byte ^ plain[index]), cipher);
    }));

  it("says where a key comes from, and goes there", () =>
    onPage(async (page) => {
      await goTo(page, "MM4");
      await page.getByRole("tab", { name: "Where from" }).click();
      const region = page.getByRole("region", { name: "Where this comes from" });
      await region.getByRole("button", { name: "SKEYID", exact: true }).first().click();
      await region.getByRole("button", { name: /^Ni_b/ }).first().click();
      assert.equal(await slider(page).inputValue(), "3");
      assert.match(await packet(page).locator("[aria-selected=true]").innerText(), /Nonce data/);
    }));

  it("plays and pauses", () =>
    onPage(async (page) => {
      await page.getByRole("combobox", { name: "Speed" }).selectOption("4×");
      await button(page, "Play").click();
      await page.waitForFunction(() => Number(document.querySelector("input[type=range]").value) >= 2);
      await button(page, "Pause").click();
      const step = await slider(page).inputValue();
      // A timer for the next step would be due before this one: of the same page, they go off in order.
      await page.evaluate(() => new Promise((done) => setTimeout(done, 600)));
      assert.equal(await slider(page).inputValue(), step);
    }));

  it("reports a refused line, keeps the last good run, and takes the change back", () =>
    onPage(async (page) => {
      await button(page, "Last step").click();
      await button(page, "Configurations").click();
      const editor = page.getByRole("textbox", { name: "R1 configuration" });
      const good = await editor.inputValue();
      await editor.fill(good.replace("esp-seal esp-sha-hmac", "esp-seal"));
      const line = good.split("\n").findIndex((text) => text.includes("esp-seal")) + 1;
      await page.getByText(`R1 refuses line ${line}.`).waitFor();
      assert.equal(await editor.getAttribute("aria-invalid"), "true");
      assert.match(await page.getByRole("group", { name: "Notes on R1's configuration" }).innerText(), /without authentication/);
      await button(page, `Line ${line}`).click();
      const refused = page.locator(".editor li.bad").first();
      assert.ok(await refused.evaluate((row) => row.getBoundingClientRect().top > row.closest(".editor").getBoundingClientRect().top));
      await button(page, "Exchange").click();
      assert.equal(await slider(page).inputValue(), await slider(page).getAttribute("max"));
      await button(page, "Undo").click();
      await button(page, "Configurations").click();
      assert.equal(await page.getByRole("textbox", { name: "R1 configuration" }).inputValue(), good);
      assert.equal(await page.getByText("refuses line").count(), 0);
    }));

  it("runs a changed configuration anew", () =>
    onPage(async (page) => {
      await button(page, "Configurations").click();
      for (const router of ["R1", "R2"]) {
        const editor = page.getByRole("textbox", { name: `${router} configuration` });
        await editor.fill((await editor.inputValue()).replace("hash md5", "hash sha"));
      }
      await button(page, "Exchange").click();
      await goTo(page, "MM1");
      await page.locator(".long", { hasText: "AES-CBC 256, SHA, group 2" }).waitFor();
    }));

  it("switches an accelerator and takes that back", () =>
    onPage(async (page) => {
      const accelerator = page.getByRole("switch", { name: "R1 crypto accelerator" });
      await accelerator.check();
      await button(page, "Undo").click();
      assert.equal(await accelerator.isChecked(), false);
      await button(page, "Redo").click();
      assert.equal(await accelerator.isChecked(), true);
    }));

  it("explains a term", () =>
    onPage(async (page) => {
      await button(page, "crypto ACL").click();
      const dialog = page.getByRole("dialog", { name: "Glossary" });
      await dialog.waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      await button(page, "crypto ACL").click();
      await dialog.waitFor();
    }));

  it("remembers the theme", () =>
    onPage(async (page) => {
      await button(page, "Settings").click();
      await page.getByRole("radio", { name: "Dark" }).check();
      assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
      await page.reload();
      await page.locator("html[data-theme=dark]").waitFor({ state: "attached" });
    }));

  it("moves nothing after the first paint", () =>
    onPage(async (page) => {
      const shifted = await page.evaluate(async () => {
        // Those before this are told in a task of their own, before the one of a frame that is asked for now.
        const shifts = [];
        const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
        observer.observe({ type: "layout-shift", buffered: true });
        await document.fonts.ready;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
        return [...shifts, ...observer.takeRecords()].reduce((sum, shift) => sum + shift.value, 0);
      });
      assert.equal(shifted, 0);
      const parts = [".top", ".narration", ".exchange", ".packet", ".routers", ".timeline", ".scrubber"];
      const boxes = () => page.evaluate((parts) => parts.map((part) => {
        const { x, y, width, height } = document.querySelector(part).getBoundingClientRect();
        return [part, x, y, width, height];
      }), parts);
      const start = await boxes();
      for (let step = 0; step < 17; step++) {
        await button(page, "Next step").click();
        assert.deepEqual(await boxes(), start, `step ${step + 1}`);
      }
    }));

  it("draws a part of a long run, and all of it can be reached", () =>
    onPage(async (page) => {
      await button(page, "Last step").click();
      const entry = page.getByRole("textbox", { name: "R2 command" });
      await entry.fill("ping 172.18.124.10 source 20.20.20.2 repeat 200");
      await entry.press("Enter");
      await page.waitForFunction(() => Number(document.querySelector("input[type=range]").max) > 400);
      const messages = page.getByRole("list", { name: "Messages" });
      const last = await slider(page).getAttribute("max");
      const drawn = () => messages.getByRole("listitem").count();
      assert.ok((await drawn()) <= 80);
      assert.equal(await messages.getByRole("listitem").first().getAttribute("aria-setsize"), last);
      await button(page, "Last step").click();
      const current = messages.locator("[aria-current=step]");
      assert.equal(await current.locator("xpath=..").getAttribute("aria-posinset"), last);
      await current.focus();
      await page.keyboard.press("Home");
      await page.waitForFunction(() => document.activeElement.closest("li")?.ariaPosInSet === "1");
      await page.keyboard.press("ArrowDown");
      await page.waitForFunction(() => document.activeElement.closest("li")?.ariaPosInSet === "2");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("input[type=range]").value === "2");
      await messages.evaluate((list) => list.scrollTo(0, list.scrollHeight / 2));
      await page.waitForFunction((middle) => {
        const box = document.querySelector("[aria-label=Messages]").getBoundingClientRect();
        const row = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).closest("li");
        return row && Math.abs(Number(row.ariaPosInSet) - middle) < 20;
      }, Number(last) / 2);
      assert.ok((await drawn()) <= 80);
    }));

  it("is usable on a phone", () =>
    onPage(async (page) => {
      await goTo(page, "ESP 1");
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 360, `${width} pixels wide`);
      await page.getByRole("grid", { name: "Bytes" }).getByRole("gridcell").nth(30).tap();
      assert.match(await packet(page).locator("[aria-selected=true]").innerText(), /Total length/);
    }, PHONE));
});
