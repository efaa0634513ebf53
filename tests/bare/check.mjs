// The core as a wasm module imports nothing: no clock, no entropy, no I/O can reach it.
//
//   node check.mjs path/to/ikelab_bare.wasm
//
// The module is then run with nothing to import. If it exports `digest`, its result is printed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

const bytes = await readFile(process.argv[2]);
const module = await WebAssembly.compile(bytes);
assert.deepEqual(WebAssembly.Module.imports(module), [], "the module imports something");

const { exports } = await WebAssembly.instantiate(module, {});
console.log(`${bytes.length} bytes, no imports; exports: ${Object.keys(exports).join(", ")}`);
if (exports.digest) console.log(`digest: ${exports.digest()}`);
