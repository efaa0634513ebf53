// The views behind the packet: where values come from, keys by phase, SEAL from the inside, records and their bytes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite, goToStep } from "./page.mjs";

const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true };

const button = (page, name) => page.getByRole("button", { name, exact: true });
const provenance = (page) => page.getByRole("region", { name: "Where this comes from" });
const keystream = (page) => page.getByRole("region", { name: "Keystream" });
/** The button that chooses a key, and its row. */
const choose = (page, name) =>
  page.getByRole("region", { name: "Key material" }).locator("button[aria-pressed]").filter({ has: page.getByText(name, { exact: true }) });
const key = (page, name) =>
  page.locator(".apart > div > ul > li").filter({ has: page.locator("button[aria-pressed]").filter({ has: page.getByText(name, { exact: true }) }) });
const tab = (page, name) => page.getByRole("tab", { name, exact: true });
const step = (page) => page.getByRole("slider", { name: "Step" }).inputValue();

describe("views", () => {
  const setup = browserAndSite();
  const onPage = (use, options = WIDE) => setup.onPage(use, { ...options, reducedMotion: "reduce" });

  for (const [width, options] of Object.entries({ wide: WIDE, phone: PHONE })) {
    it(`walks from a nonce to a key and back, ${width}`, () =>
      onPage(async (page) => {
        await goToStep(page, 4);
        await tab(page, "Where from").click();
        const region = provenance(page);
        await region.getByText(/Nonce data of MM4/).first().waitFor();
        await region.getByRole("group", { name: "What it goes into" }).getByRole("button", { name: "SKEYID", exact: true }).click();
        await region.getByText("prf(").first().waitFor();
        await region.getByRole("button", { name: "Ni_b", exact: true }).first().click();
        assert.equal(await step(page), "3", "a nonce of MM3 is in MM3");
        await region.getByRole("button", { name: "drawn at random" }).first().click();
        await region.getByText(/drawn by R2, nonce 0, from seed/).waitFor();
        await region.getByRole("list", { name: "The way here" }).getByRole("button", { name: "SKEYID" }).focus();
        await page.keyboard.press("Backspace");
        await page.keyboard.press("Backspace");
        await region.getByText("SKEYID", { exact: true }).first().waitFor();
        await region.getByRole("button", { name: /Nonce data of MM4/ }).click();
        assert.equal(await step(page), "4");
      }, options));

    it(`shows all keys, and what fills in, ${width}`, () =>
      onPage(async (page) => {
        await button(page, "Keys").click();
        await key(page, "SKEYID").getByText("not yet", { exact: true }).waitFor();
        await goToStep(page, 4);
        const known = await key(page, "SKEYID").innerText();
        assert.match(known, /R2\s+since MM4\s+R1\s+since MM3/);
        assert.doesNotMatch(known, /eavesdropper/);
        assert.match(await key(page, "g^x of R2").innerText(), /eavesdropper\s+since MM3/);
        await key(page, "KEYMAT").first().getByText("not yet", { exact: true }).waitFor();
        await key(page, "SKEYID_d").getByRole("button", { name: "g^xy", exact: true }).click();
        await provenance(page).getByText("mod p").first().waitFor();
        await choose(page, "SKEYID").click();
        await provenance(page).getByText(/pre-shared-key/).first().waitFor();
        await goToStep(page, 9);
        assert.match(await key(page, "KEYMAT").first().innerText(), /encryption key, esp-seal[^]*authentication key, esp-sha-hmac/);
      }, options));

    it(`computes a key again with Python, ${width}`, () =>
      onPage(async (page) => {
        await goToStep(page, 6);
        await button(page, "Keys").click();
        await choose(page, "SKEYID_d").click();
        await provenance(page).getByText("Compute it with Python").click();
        const program = provenance(page).getByRole("textbox", { name: "Program" });
        assert.match(await program.inputValue(), /^import hmac\nkey = [^]*# g\^xy\n[^]*print\(value\.hex\(\)\)\n$/);
        await provenance(page).getByRole("button", { name: "Copy program" }).click();
        await provenance(page).getByRole("status").getByText(/^(Copied|Selected)/).waitFor();
        await choose(page, "x of R2").click();
        await provenance(page).getByText("drawn by R2, exponent 0").first().waitFor();
        assert.equal(await provenance(page).getByText("Compute it with Python").count(), 0, "nothing computes what is drawn");
      }, options));

    it(`shows SEAL's registers and tables, ${width}`, () =>
      onPage(async (page) => {
        await goToStep(page, 10);
        await tab(page, "Cipher").click();
        await keystream(page).getByText("Registers", { exact: true }).click();
        const rows = keystream(page).getByRole("table", { name: "Registers" }).getByRole("row");
        assert.equal(await rows.count(), 65);
        const third = rows.nth(3);
        await third.getByRole("button").click();
        await page.getByRole("gridcell", { selected: true }).first().waitFor();
        const output = (await third.getByRole("cell").last().innerText()).replaceAll(" ", "");
        await keystream(page).getByRole("group", { name: "Iteration 3" }).getByRole("button", { name: "S[8]" }).click();
        await keystream(page).getByRole("group", { name: "S[8]" }).getByText(/Γ_a\(0x1008\)/).waitFor();
        await keystream(page).getByText("Bytes", { exact: true }).click();
        const bits = keystream(page).getByRole("group", { name: "Byte 32 in bits" });
        assert.match(await bits.innerText(), new RegExp(`\\b${output.slice(0, 2)}\\b`), "the byte of the iteration");
      }, options));
  }

  it("lists the keys shortly beneath the packet", () =>
    onPage(async (page) => {
      await goToStep(page, 6);
      await tab(page, "Keys").click();
      assert.doesNotMatch(await key(page, "SKEYID").innerText(), /prf/);
      await choose(page, "SKEYID").click();
      await provenance(page).getByText("prf(").first().waitFor();
    }));

  it("walks the keys, the iterations and the tables by keyboard", () =>
    onPage(async (page) => {
      await goToStep(page, 10);
      await tab(page, "Cipher").click();
      await keystream(page).getByRole("radio", { name: "Registers" }).focus();
      await page.keyboard.press("Space");
      await keystream(page).getByRole("table", { name: "Registers" }).locator("button[tabindex='0']").focus();
      await page.keyboard.press("ArrowDown");
      await keystream(page).getByRole("group", { name: "Iteration 2" }).waitFor();
      await page.keyboard.press("End");
      await keystream(page).getByRole("group", { name: "Iteration 64" }).waitFor();
      await keystream(page).getByRole("radio", { name: "Tables" }).focus();
      await page.keyboard.press("Space");
      await keystream(page).getByRole("grid", { name: "Table T" }).locator("[tabindex='0']").focus();
      await page.keyboard.press("PageDown");
      await keystream(page).getByRole("group", { name: "T[64]" }).waitFor();
      await button(page, "Keys").click();
      await choose(page, "SKEYID").focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.locator(":focus[aria-pressed=true]", { hasText: /^SKEYID_d$/ }).waitFor();
      await provenance(page).waitFor();
    }));

  it("says which cipher there is where SEAL is not", () =>
    onPage(async (page) => {
      await goToStep(page, 5);
      await page.getByRole("tab", { name: "Cipher" }).click();
      await keystream(page).getByText(/no keystream, but a chain of blocks/).waitFor();
      const row = async (name) => {
        const cells = keystream(page).getByRole("row", { name }).first().getByRole("cell");
        return (await cells.allInnerTexts()).map((cell) => Number.parseInt(cell, 16));
      };
      assert.equal((await row(/ciphertext/)).length, 16);
    }));

  it("links records with their bytes both ways", () =>
    onPage(async (page) => {
      await goToStep(page, 4);
      const log = page.getByRole("log", { name: "R2 console" });
      const record = log.getByText(/processing KE payload/);
      await record.hover();
      await page.locator(".tree .hovered").waitFor();
      await record.click();
      await page.getByRole("treeitem", { name: /^KE key exchange/, selected: true }).waitFor();
      await log.locator(".record.caused", { hasText: "processing KE payload" }).waitFor();
      await log.focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      assert.equal(await step(page), "4");
    }));
});
