// Starts the page: a file of its own because the policy of index.html allows no inline script.
// Trunk names the program and its JavaScript, whose names change with their content, in the links of the head.
const address = (rel) => document.querySelector(`link[rel="${rel}"]`).href;
const { default: start } = await import(address("modulepreload"));
await start({ module_or_path: address("preload") });
