// The lab where the address has a fragment, and in embed.html; else the first screen, in the theme that the reader chose.
{
  const root = document.documentElement;
  const place = () => root.toggleAttribute("data-lab", location.hash.length > 1 || root.className === "embedded");
  place();
  addEventListener("hashchange", place);
  try {
    root.dataset.theme = /light|dark/.exec(root.className || localStorage["ikelab.settings"])[0];
  } catch {}
}
