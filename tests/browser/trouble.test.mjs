// The three limitations, what if IOS allowed what it refuses, and what the wire can do.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite } from "./page.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const turn = (page, name) => page.getByRole("switch", { name, exact: true }).press("Space");
const isOn = (page, name) => page.getByRole("switch", { name, exact: true, checked: true }).waitFor();
const log = (page, router) => page.getByRole("log", { name: `${router} console` });
const narration = (page) => page.getByRole("status", { name: "Narration" });
const message = (page, name) => page.getByRole("list", { name: "Messages" }).getByRole("button", { name });
const tamper = (page, name) => button(page, `Tamper with ${name}`);
const item = (page, name) => page.getByRole("menuitem", { name });

describe("trouble", () => {
  const setup = browserAndSite();
  const onPage = (use) => setup.onPage(use, { viewport: { width: 1280, height: 800 } });

  it("switches an accelerator on and off by typing", () =>
    onPage(async (page) => {
      await turn(page, "R1 crypto accelerator");
      await isOn(page, "R1 crypto accelerator");
      await log(page, "R1").getByText("R1(config)#crypto engine accelerator").waitFor();
      await turn(page, "R1 crypto accelerator");
      await log(page, "R1").getByText("R1(config)#no crypto engine accelerator").waitFor();
      await page.getByRole("switch", { name: "R1 crypto accelerator", checked: false }).waitFor();
    }));

  it("types what drops authentication, and IOS refuses", () =>
    onPage(async (page) => {
      await turn(page, "R1 drop authentication");
      await isOn(page, "R1 drop authentication");
      await log(page, "R1").getByText(/requires an authentication transform/).waitFor();
      assert.match(await narration(page).innerText(), /R1 refuses crypto ipsec transform-set cisco esp-seal/);
      await button(page, "Undo").click();
      await page.getByRole("switch", { name: "R1 drop authentication", checked: false }).waitFor();
    }));

  it("types manual keys, and IOS refuses SEAL with them", () =>
    onPage(async (page) => {
      await turn(page, "R2 manual keys");
      await isOn(page, "R2 manual keys");
      assert.match(await narration(page).innerText(), /R2 refuses set transform-set cisco/);
    }));

  it("lets one forge a packet if IOS allowed SEAL alone", () =>
    onPage(async (page) => {
      await turn(page, "What if IOS allowed it");
      await page.getByText("Not IOS", { exact: true }).waitFor();
      for (const router of ["R1", "R2"]) {
        await turn(page, `${router} drop authentication`);
        await isOn(page, `${router} drop authentication`);
      }
      await message(page, /ESP 2 .*from R2 to R1/).click();
      await tamper(page, "ESP 2").click();
      await item(page, "forged …").press("Enter");
      await page.getByRole("textbox", { name: "Forged text" }).fill("pay 9999 dollars");
      await page.keyboard.press("Enter");
      await message(page, /ESP 2 .*forged/).waitFor();
      assert.match(await narration(page).innerText(), /R1 accepts a packet that was changed on the way/);
      await page.getByRole("radio", { name: "Arrived", checked: true }).waitFor();
      const data = page.getByRole("treeitem", { name: /^Data/ });
      await data.filter({ hasText: /^Data\s*70 61 79 20 39/ }).waitFor();
      assert.match(await data.innerText(), /differs/);
      const changed = page.getByRole("grid", { name: "Bytes" }).locator(".differs[role=gridcell]");
      assert.match(await changed.first().getAttribute("title"), /^sent as [0-9a-f]{2}$/);
      await page.getByRole("radio", { name: "Sent" }).check();
      await data.filter({ hasText: /^Data\s*61 62 63 64 65/ }).waitFor();
      await tamper(page, "ESP 2").click();
      await item(page, /^Remove: ESP 2 from R2/).click();
      await message(page, /forged/).waitFor({ state: "detached" });
    }));

  it("reads two packets of one keystream if IOS allowed typed keys with SEAL", () =>
    onPage(async (page) => {
      await turn(page, "What if IOS allowed it");
      for (const router of ["R1", "R2"]) {
        await turn(page, `${router} manual keys`);
        await isOn(page, `${router} manual keys`);
      }
      await page.getByRole("slider", { name: "Step" }).press("End");
      for (const line of ["write memory", "reload", "ping 172.18.124.10 source Ethernet1/0"]) {
        await page.getByRole("textbox", { name: "R2 command" }).fill(line);
        await page.keyboard.press("Enter");
        await page.getByRole("slider", { name: "Step" }).press("End");
      }
      await message(page, /ESP 1 .*from R2 to R1/).first().click();
      await page.getByRole("tab", { name: "Cipher" }).click();
      const pad = page.getByRole("region", { name: "Two-time pad" });
      await pad.getByRole("list", { name: "Where the guess gives text" }).getByText("abcdefgh").waitFor();
      await pad.getByRole("textbox").fill("no such words");
      await pad.getByRole("button", { name: /ESP 1 of step/ }).click();
      await pad.waitFor();
    }));

  it("notices a forgery where there is authentication", () =>
    onPage(async (page) => {
      await message(page, /ESP 2 .*from R2 to R1/).click();
      await tamper(page, "ESP 2").click();
      await button(page, "Forge this packet").click();
      await message(page, /ESP 2 .*altered/).waitFor();
      assert.match(await narration(page).innerText(), /R1 refuses the packet: its ICV is wrong/);
    }));

  it("loses, delays, doubles and corrupts messages from a menu", () =>
    onPage(async (page) => {
      await message(page, /MM3/).click();
      await page.keyboard.press("t");
      await page.getByRole("menu", { name: "Tamper with MM3" }).waitFor();
      await page.keyboard.press("ArrowDown");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "3 seconds late");
      await page.keyboard.press("Home");
      await page.keyboard.press("Enter");
      await message(page, /MM3 .*lost/).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "Tamper with MM3");
      for (const name of ["delivered twice", "changed in one byte"]) {
        await tamper(page, "MM3").click();
        await item(page, name).click();
      }
      await tamper(page, "MM3").click();
      await item(page, "Remove: MM3 from R2: 1 byte changed").waitFor();
      assert.equal(await item(page, /^Remove/).count(), 3);
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "detached" });
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "Tamper with MM3");
      for (let left = 3; left > 0; left--) await button(page, "Undo").click();
      await tamper(page, "MM3").click();
      assert.equal(await item(page, /^Remove/).count(), 0);
    }));
});
