// A static file server in a few lines, for the tests: any static host is like this.
//
//   node serve.mjs [FOLDER] [PREFIX] [PORT]        e.g. node serve.mjs dist /some/where/ 8000
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** What is said of files, by the end of their names. */
export const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** The finished site. */
export const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/**
 * Serves `folder` under `prefix` on 127.0.0.1; port 0 is any free one. `types` are those that it says. Resolves to
 * `{ url, close }`.
 */
export async function serve(folder = DIST, prefix = "/", port = 0, types = TYPES) {
  const server = createServer((request, response) => answer(folder, prefix, types, request, response));
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}${prefix}`, close };
}

async function answer(folder, prefix, types, request, response) {
  response.setHeader("Access-Control-Allow-Origin", "*");
  const file = await find(folder, prefix, new URL(request.url, "http://localhost").pathname);
  if (!file) return response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
  response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
}

/** The file of a path, or nothing if there is none below `folder`. */
async function find(folder, prefix, pathname) {
  if (!pathname.startsWith(prefix)) return null;
  try {
    const relative = normalize(`/${decodeURIComponent(pathname.slice(prefix.length))}`);
    const file = join(folder, relative.endsWith("/") ? `${relative}index.html` : relative);
    return (await stat(file)).isFile() ? file : null;
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, prefix, port] = process.argv.slice(2);
  console.log((await serve(folder, prefix, Number(port ?? 8000))).url);
}
