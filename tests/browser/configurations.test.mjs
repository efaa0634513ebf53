// Configurations that people bring: opened, dropped, pasted, and examined.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserAndSite } from "./page.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const editor = (page, router) => page.getByRole("textbox", { name: `${router} configuration` });
const report = (page) => page.getByRole("region", { name: "What is wrong" });

/** A router of a small pair whose keys are given; the second of the two mirrors the first. */
const router = (name, own, peer, key) => `hostname Branch-${name}
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 2
crypto isakmp key ${key} address 203.0.113.${peer}
crypto ipsec transform-set SET esp-aes esp-sha-hmac
crypto map MAP 10 ipsec-isakmp
 set peer 203.0.113.${peer}
 set transform-set SET
 match address 101
interface FastEthernet0/0
 ip address 203.0.113.${own} 255.255.255.0
 crypto map MAP
interface FastEthernet0/1
 ip address 10.0.${own}.1 255.255.255.0
ip route 10.0.${peer}.0 255.255.255.0 203.0.113.${peer}
access-list 101 permit ip 10.0.${own}.0 0.0.0.255 10.0.${peer}.0 0.0.0.255
end
`;
const ONE = router("One", 1, 2, "sesame");
const TWO = router("Two", 2, 1, "sesame");

const file = (text) => ({ name: "lab.txt", mimeType: "text/plain", buffer: Buffer.from(text) });

/** Gives an editor a text as a drop or a paste gives it. */
const give = (page, name, kind, text) =>
  editor(page, name).evaluate(
    (area, [kind, text]) => {
      const data = new DataTransfer();
      area.select();
      if (kind === "drop") data.items.add(new File([text], "lab.cfg"));
      else data.setData("text/plain", text);
      const made =
        kind === "drop"
          ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      area.dispatchEvent(made);
    },
    [kind, text],
  );

describe("configurations of one's own", () => {
  const setup = browserAndSite();
  const onPage = (use, options = {}) =>
    setup.onPage(
      async (page) => {
        await button(page, "Configurations").click();
        await use(page);
      },
      { viewport: { width: 1280, height: 800 }, ...options },
    );

  it("says in every view that a line left out could change what came of the run", () =>
    setup.onPage(async (page) => {
      const status = page.getByRole("status", { name: "Verdict" });
      await status.waitFor();
      assert.doesNotMatch(await status.innerText(), /left out/);
      await button(page, "Configurations").click();
      const nat = "interface Ethernet1/0\n ip nat outside\ninterface Ethernet0/0\n ip nat inside\n";
      const rule = "ip nat inside source list 1 interface Ethernet1/0 overload\naccess-list 1 permit 172.18.124.0 0.0.0.255\n";
      const text = await editor(page, "R1").inputValue();
      await editor(page, "R1").fill(text.replace("ip classless\n", `${nat}${rule}ip classless\n`));
      for (const view of ["Configurations", "Exchange", "Keys"]) {
        await button(page, view).click();
        await status.filter({ hasText: /lines? left out could change this\./ }).waitFor();
      }
    }));

  it("fills both editors from one file, and runs the pair", () =>
    onPage(async (page) => {
      await page.getByLabel("Open a file with R2's configuration").setInputFiles(file(`${ONE}!\n${TWO}`));
      await page.getByText("The text held both routers").waitFor();
      assert.match(await editor(page, "R1").inputValue(), /^hostname Branch-One/);
      assert.match(await editor(page, "R2").inputValue(), /^!?\n?hostname Branch-Two/);
      await button(page, "Exchange").click();
      await button(page, "Last step").click();
      await page.getByText("10.0.2.10").first().waitFor();
      await page.getByRole("list", { name: "Messages" }).getByRole("button", { name: /ESP 1/ }).first().waitFor();
      await button(page, "Undo").click();
      await button(page, "Configurations").click();
      assert.match(await editor(page, "R1").inputValue(), /crypto isakmp key cisco123/);
    }));

  it("takes a dropped file, and a paste over all with a console's prompts", () =>
    onPage(async (page) => {
      await give(page, "R1", "drop", ONE);
      await page.waitForFunction(() => document.querySelector("[aria-label='R1 configuration']").value.startsWith("hostname Branch-One"));
      const prompts = TWO.split("\n").map((line) => `R2(config)#${line}`).join("\n");
      await give(page, "R2", "paste", prompts);
      await page.getByRole("group", { name: "Notes on R2's configuration" }).getByText(/prompt/i).first().waitFor();
      await page.getByText("Both routers accept every line").waitFor();
    }));

  it("finds what is wrong, and types what puts it right", () =>
    onPage(async (page) => {
      await page.getByLabel("Open a file with R1's configuration").setInputFiles(file(`${ONE}${router("Two", 2, 1, "sesam")}`));
      await button(page, "Find what is wrong").click();
      await report(page).getByText("The pre-shared keys differ.").waitFor();
      await report(page).getByRole("button", { name: "R1, line 6" }).click();
      await editor(page, "R1").and(page.locator(":focus")).waitFor();
      const selected = await editor(page, "R1").evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
      assert.match(selected, /^crypto isakmp key sesame/);
      await report(page).getByRole("button", { name: /^Type / }).first().click();
      await report(page).getByText("The tunnel comes up, and pings go through it.").waitFor();
      await report(page).getByRole("button", { name: "Close" }).click();
      await report(page).waitFor({ state: "detached" });
    }));

  it("refuses a file that is no configuration's size, and keeps what was there", () =>
    onPage(async (page) => {
      const before = await editor(page, "R1").inputValue();
      await page.getByLabel("Open a file with R1's configuration").setInputFiles(file("!".repeat(1_000_000)));
      await page.getByRole("dialog", { name: "Problem with this file" }).waitFor();
      assert.equal(await editor(page, "R1").inputValue(), before);
    }));

  it("fits a phone", () =>
    onPage(
      async (page) => {
        const text = await editor(page, "R1").inputValue();
        await editor(page, "R1").fill(text.replace("cisco123", "another-key-for-the-other-router"));
        await button(page, "Find what is wrong").click();
        await report(page).getByText("The pre-shared keys differ.").waitFor();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.ok(!wide, "nothing is wider than the screen");
      },
      { viewport: { width: 360, height: 780 } },
    ));
});
