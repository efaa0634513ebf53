// Starts the page: a file of its own because the policy of index.html allows no inline script.
// Trunk names the program and its JavaScript, whose names change with their content, in the links of the head.
const address = (rel) => document.querySelector(`link[rel="${rel}"]`).href;

/** An element with its attributes and what is in it. */
function element(name, attributes, ...inside) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...inside);
  return made;
}

/** The program could not start: the run of the preset stands in the page as text, as it does without scripts. */
function showPlain(error) {
  const words = `The lab cannot run in this browser (${error}). What it shows first stands below as text.`;
  const plain = element("div");
  plain.innerHTML = document.querySelector("noscript")?.textContent ?? "";
  document.body.prepend(element("p", { className: "failed", role: "alert" }, words), plain);
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
  dialog.onclose = () => dialog.remove();
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

/** Shows a crash once, whatever follows from it while the word of it stands there. */
function onError(error) {
  if (!document.querySelector(".crash")) showCrash(error);
}

try {
  const { default: start } = await import(address("modulepreload"));
  await start({ module_or_path: address("preload") });
  addEventListener("error", ({ error }) => error && onError(error));
  addEventListener("unhandledrejection", ({ reason }) => reason instanceof WebAssembly.RuntimeError && onError(reason));
} catch (error) {
  showPlain(error);
}
