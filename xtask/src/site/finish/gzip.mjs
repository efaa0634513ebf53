// Writes a file again, in gzip's format: node gzip.mjs FILE COMPRESSED
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const [file, compressed] = process.argv.slice(2);
writeFileSync(compressed, gzipSync(readFileSync(file), { level: 9 }));
