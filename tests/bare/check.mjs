// The core as a wasm module imports nothing: no clock, no entropy, no I/O can reach it.
//
//   node check.mjs path/to/ikelab_bare.wasm
//
// The module is then run with nothing to import: it gives the traces that tests/golden/trace-digests.txt says.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

const bytes = await readFile(process.argv[2]);
const module = await WebAssembly.compile(bytes);
assert.deepEqual(WebAssembly.Module.imports(module), [], "the module imports something");

const { exports } = await WebAssembly.instantiate(module, {});
console.log(`${bytes.length} bytes, no imports; exports: ${Object.keys(exports).join(", ")}`);

const golden = await readFile(new URL("../golden/trace-digests.txt", import.meta.url), "utf8");
const seeds = [...golden.matchAll(/^doc-50880, seed (\d+): ([0-9a-f]{40})$/gm)];
assert.ok(seeds.length >= 4, "trace-digests.txt has the digests of the preset");
for (const [, seed, expected] of seeds) {
  const address = exports.digest(Number(seed));
  const found = Buffer.from(exports.memory.buffer, address, 20).toString("hex");
  assert.equal(found, expected, `the trace of doc-50880 with seed ${seed}`);
}
console.log(`${seeds.length} traces are the golden ones`);
