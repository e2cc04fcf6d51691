import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Starts the minimal server, and answers its origin. It ends with this process.
 * @returns {Promise<string>}
 */
export async function startServer() {
  const child = fork(fileURLToPath(new URL("server.js", import.meta.url)));
  const [port] = await once(child, "message");
  child.unref();
  child.channel?.unref();
  return `http://127.0.0.1:${port}`;
}
