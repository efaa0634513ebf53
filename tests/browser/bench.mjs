// How fast the finished page is, in headless Chromium, against its targets. `cargo xtask bench` runs this.
//
// Times are medians. A step is measured twice: as a person would with a clock, from the click until the page is drawn and laid
// out; and as processor time of the page's main thread for all of it, with what the browser does to paint the frame, which
// other programs on the machine change little. Between two steps a frame passes, so that none pays for the one before it.
// The machine's own speed is printed beside them: a loop of integer arithmetic that depends on nothing else.
import { LAB, launch } from "./page.mjs";
import { DIST, serve } from "./serve.mjs";

/** Milliseconds for a step, and for a changed switch on a processor that is four times as slow. */
const STEP = 16;
const SWITCH = 100;
/** Milliseconds until the first screen is painted, and until Next has answered to a reader who presses what there is at once. */
const PAINT = 1000;
const ANSWER = 3500;
/** How a reader's network and processor are when that is measured: Slow 4G, in bytes a second and milliseconds. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const SLOWER = 4;
/** How often a page is loaded for a median. */
const LOADS = 5;
/** How much longer a step of a run of ten thousand packets may take than one of ten, and a packet of it to compute. */
const RATIO = 1.5;
/** Bytes of memory, and elements, that a thousand steps may leave behind. */
const GROWTH = 1 << 20;

const results = [];
const report = (name, value, unit, target) => {
  const missed = target !== undefined && value > target;
  results.push(missed);
  const against = target === undefined ? "" : `at most ${String(target).padEnd(8)} ${missed ? "MISSED" : "met"}`;
  console.log(`${name.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(4)} ${against}`);
};
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** What runs in the page: timers around what a person does. */
function instruments() {
  const memories = [];
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const started = await instantiate.apply(WebAssembly, args);
    memories.push((started.instance ?? started).exports.memory);
    return started;
  };
  const slider = () => document.querySelector("input[type=range]");
  /** Gives the browser a turn. */
  const turn = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  });
  /** Lets the browser paint what there is to be painted, and finish what was put off until then. */
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  /** Does something, and gives the milliseconds until what `seen` looks at is another and the page is laid out. */
  const timed = async (act, seen) => {
    const before = seen();
    const start = performance.now();
    act();
    // The page draws in the microtasks after the event.
    for (let round = 0; seen() === before; round++) await (round < 100 ? null : turn());
    for (let round = 0; round < 20; round++) await null;
    document.body.getBoundingClientRect();
    const time = performance.now() - start;
    await frame();
    return time;
  };
  const press = (name) => document.querySelector(`[aria-label='${name}']`).click();
  globalThis.bench = {
    steps: async (count, name) => {
      const times = [];
      for (let step = 0; step < count; step++) times.push(await timed(() => press(name), () => slider().value));
      return times;
    },
    step: async (name) => {
      if (name) press(name);
      await frame();
    },
    turn: (name) => timed(
      () => document.querySelector(`input[aria-label='${name}']`).click(),
      () => slider().max + slider().value,
    ),
    undo: () => timed(() => press("Undo"), () => slider().max),
    goTo: async (step) => {
      const last = slider().value;
      slider().value = step;
      if (slider().value === last) return;
      slider().dispatchEvent(new InputEvent("input", { bubbles: true }));
      await turn();
    },
    type: async (router, line) => {
      const entry = document.querySelector(`textarea[aria-label='${router} command']`);
      entry.value = line;
      entry.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await turn();
      const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
      return timed(() => entry.dispatchEvent(enter), () => slider().max);
    },
    memory: () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
    elements: () => document.querySelectorAll("*").length,
    calibrate: () => {
      const times = [];
      for (let run = 0; run < 5; run++) {
        const start = performance.now();
        let x = 1;
        for (let round = 0; round < 2e7; round++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
        times.push(performance.now() - start + (x === 0 ? 1 : 0));
      }
      return times;
    },
  };
}

const LAST = async (page) => {
  await page.evaluate(() => bench.goTo(Number(document.querySelector("input[type=range]").max)));
};

/** Milliseconds of processor time that the main thread spends on each of as many steps; without a name, on a frame like any. */
async function work(page, cdp, count, name) {
  const spent = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return metrics.find((metric) => metric.name === "TaskDuration").value * 1000;
  };
  const times = [];
  for (let step = 0; step < count; step++) {
    const before = await spent();
    await page.evaluate((name) => bench.step(name), name);
    times.push((await spent()) - before);
  }
  return times;
}

async function ordinary(page, cdp) {
  report("the machine: 20 million rounds of integer arithmetic", median(await page.evaluate(() => bench.calibrate())), "ms");
  const steps = await page.evaluate(async () => {
    const count = Number(document.querySelector("input[type=range]").max);
    const times = [];
    for (let round = 0; round < 4; round++) {
      times.push(...(await bench.steps(count, "Next step")), ...(await bench.steps(count, "Previous step")));
    }
    return times;
  });
  report("a step of the document's run", median(steps), "ms", STEP);
  const count = Number(await page.getByRole("slider", { name: "Step" }).getAttribute("max"));
  const worked = [...(await work(page, cdp, count, "Next step")), ...(await work(page, cdp, count, "Previous step"))];
  const idle = median(await work(page, cdp, 40));
  report("  its processor time, with that of painting it", median(worked) - idle, "ms", STEP);
  const events = await page.evaluate(async () => {
    document.querySelector("[aria-label='Step by event']").click();
    await bench.goTo(0);
    await bench.goTo(100);
    const times = await bench.steps(100, "Next step");
    document.querySelector("[aria-label='Step by event']").click();
    return times;
  });
  report("an event of it", median(events), "ms", STEP);
  return median(steps);
}

async function switches(page, cdp) {
  await LAST(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const times = await page.evaluate(async () => {
    const times = [];
    for (let round = 0; round < 7; round++) {
      times.push(await bench.turn("R1 drop authentication"));
      await bench.undo();
    }
    return times;
  });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  report("a changed switch, with the processor four times as slow", median(times), "ms", SWITCH);
}

async function memory(page, cdp) {
  const walk = (count) => page.evaluate(async (count) => {
    await bench.goTo(1);
    for (let round = 0; round < count; round++) {
      await bench.steps(10, "Next step");
      await bench.steps(10, "Previous step");
    }
  }, count);
  const look = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    const { usedSize } = await cdp.send("Runtime.getHeapUsage");
    const [wasm, elements] = await page.evaluate(() => [bench.memory(), bench.elements()]);
    return { usedSize, wasm, elements };
  };
  await walk(20);
  const before = await look();
  await walk(50);
  const after = await look();
  report("a thousand steps back and forth: growth of wasm's memory", after.wasm - before.wasm, "B", GROWTH);
  report("  of JavaScript's memory", Math.max(0, after.usedSize - before.usedSize), "B", GROWTH);
  report("  elements", Math.max(0, after.elements - before.elements), "", 0);
}

/** Pings from R2's console at the end of the run: two packets each, and a step each. */
const PING = (count) => `ping 172.18.124.10 source 20.20.20.2 repeat ${count}`;

async function long(page, ofTen) {
  const compute = async (pings) => {
    await LAST(page);
    const time = await page.evaluate((line) => bench.type("R2", line), PING(pings));
    const steps = Number(await page.getByRole("slider", { name: "Step" }).getAttribute("max"));
    return { time, packets: steps };
  };
  const some = await compute(1250);
  await page.evaluate(() => bench.undo());
  const many = await compute(5000);
  report("a run of 10,000 packets is computed and shown", many.time, "ms");
  report("  a packet of it, to one of a run of 2,500", many.time / many.packets / (some.time / some.packets), "×", RATIO);
  for (const [place, part] of [["at its start", 0.01], ["in its middle", 0.5], ["at its end", 0.98]]) {
    const steps = await page.evaluate(async (part) => {
      await bench.goTo(Math.floor(Number(document.querySelector("input[type=range]").max) * part));
      return [...(await bench.steps(60, "Next step")), ...(await bench.steps(60, "Previous step"))];
    }, part);
    report(`  a step ${place}`, median(steps), "ms", STEP);
    report(`  a step ${place}, to one of the document's run`, median(steps) / ofTen, "×", RATIO);
  }
  const drawn = await page.evaluate(() => bench.elements());
  report("  elements", drawn, "", 6000);
}

/** What runs in a page that is loaded: the reader, who presses Watch and then Next as soon as they are seen. */
function hurry() {
  let pressed = false;
  const look = () => {
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    const watch = painted && !location.hash && document.querySelector("a[href='#watch']");
    const next = document.querySelector("main:not([aria-busy]) ~ .timeline [aria-label='Next step']");
    if (watch) watch.click();
    if (next && !pressed) {
      next.click();
      pressed = true;
    }
    if (pressed && document.querySelector("[role=tree]")) {
      window.loaded = [painted.startTime, performance.now()];
      return;
    }
    requestAnimationFrame(look);
  };
  look();
}

/** Loads a page, and gives the milliseconds until it was painted and until Next had answered. */
async function load(address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", SLOW_4G);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.addInitScript(hurry);
  await page.goto(address);
  const loaded = await page.waitForFunction(() => window.loaded, null, { timeout: 60_000 });
  const times = await loaded.jsonValue();
  await context.close();
  return times;
}

async function loading() {
  for (const [name, address] of [["the first screen", site.url], ["the lab by its link", `${site.url}${LAB}`]]) {
    const times = [];
    for (let count = 0; count < LOADS; count++) times.push(await load(address));
    report(`${name} is painted, Slow 4G, processor 4 times as slow`, median(times.map(([painted]) => painted)), "ms", PAINT);
    report("  Next answers", median(times.map(([, answered]) => answered)), "ms", ANSWER);
  }
}

const site = await serve(DIST);
const browser = await launch();
try {
  await loading();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(instruments);
  await page.goto(site.url + LAB);
  await page.getByRole("button", { name: "Next step" }).click();
  await page.getByRole("grid", { name: "Bytes" }).waitFor();
  await page.getByRole("button", { name: "First step" }).click();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const ofTen = await ordinary(page, cdp);
  await switches(page, cdp);
  await memory(page, cdp);
  await long(page, ofTen);
} finally {
  await browser.close();
  await site.close();
}
const missed = results.filter(Boolean).length;
console.log(missed ? `${missed} targets missed` : "all targets met");
process.exitCode = missed ? 1 : 0;
