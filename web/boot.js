// Starts the page: a file of its own because the policy of index.html allows no inline script.
// Trunk names the program and its JavaScript, whose names change with their content, in the links of the head.
const address = (rel) => document.querySelector(`link[rel="${rel}"]`).href;

/** An element with its attributes and what is in it. */
function element(name, attributes, ...inside) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...inside);
  return made;
}

/** Compiles the program of a file while it comes. Hosts send it with all kinds of types: it gets the one that a browser wants. */
async function compiled(address, change = (body) => body) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} for ${address}`);
  return WebAssembly.compileStreaming(new Response(change(response.body), { headers: { "Content-Type": "application/wasm" } }));
}

/**
 * The program. The build has compressed it, for hosts that do not; where a browser cannot inflate it, or a host has changed it, it
 * is fetched as it is.
 */
async function program() {
  const packed = address("preload");
  try {
    return await compiled(packed, (body) => body.pipeThrough(new DecompressionStream("gzip")));
  } catch {
    return await compiled(packed.replace(/\.packed$/, ""));
  }
}

/** The program could not start: the run of the preset stands in place of the lab as text, as it does without scripts. */
function showPlain(error) {
  const words = `The lab cannot run in this browser (${error}). Its first run is below, as text.`;
  const plain = element("div");
  plain.innerHTML = document.querySelector("noscript")?.textContent ?? "";
  document.querySelector("#lab").replaceChildren(element("p", { className: "failed", role: "alert" }, words), plain);
}

/** The program has stopped. What it drew last can still be read, and the address still says what was on the screen. */
function showCrash(error) {
  const report = `${location.href}\n\n${error?.stack ?? error}\n\n${navigator.userAgent}`;
  const link = element("input", { readOnly: true, value: location.href });
  link.setAttribute("aria-label", "Link to this scenario");
  const dialog = element(
    "dialog",
    { className: "glossary crash" },
    element("h2", {}, "ikelab has stopped"),
    element("p", {}, "Something went wrong that should not have. Nothing is lost: the link holds the scenario and the step."),
    link,
    element("p", {}, "Reload goes on from there. The report says what happened; please send it to those who make ikelab."),
    element(
      "div",
      { className: "buttons" },
      element("button", { className: "button solid", onclick: () => location.reload() }, "Reload"),
      element("button", { className: "button outlined", onclick: (event) => copy(report, event.target) }, "Copy report"),
      element("button", { className: "button outlined", onclick: () => dialog.close() }, "Close"),
    ),
  );
  dialog.setAttribute("aria-label", "ikelab has stopped");
  dialog.onclose = () => {
    dialog.remove();
    closed = true;
  };
  document.body.append(dialog);
  dialog.showModal();
}

/** Puts the report on the clipboard, or where it can be copied from by hand. */
async function copy(report, button) {
  try {
    await navigator.clipboard.writeText(report);
    button.textContent = "Copied";
  } catch {
    button.closest("dialog").append(element("pre", { tabIndex: 0 }, report));
  }
}

/** Whether the word of a crash was closed and nobody has pressed anything since. */
let closed = false;

/**
 * Shows a crash, and shows it again only to somebody who presses something on the page that has stopped: timers, and the focus
 * that goes back to where it was, fail on as well.
 */
function onError(error) {
  if (!closed && !document.querySelector(".crash")) showCrash(error);
}

try {
  const [{ default: start }, module_or_path] = await Promise.all([import(address("modulepreload")), program()]);
  await start({ module_or_path });
  for (const pressed of ["keydown", "pointerdown"]) addEventListener(pressed, () => (closed = false), { capture: true });
  addEventListener("error", ({ error }) => error && onError(error));
  addEventListener("unhandledrejection", ({ reason }) => reason instanceof WebAssembly.RuntimeError && onError(reason));
} catch (error) {
  showPlain(error);
}
