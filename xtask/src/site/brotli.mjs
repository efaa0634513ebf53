// Prints the length of each file after brotli at its best, one a line: what a static host sends.
import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";

for (const file of process.argv.slice(2)) console.log(brotliCompressSync(readFileSync(file)).length);
