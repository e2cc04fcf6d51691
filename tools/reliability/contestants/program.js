import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { keys } from "../keys.js";

const seconds = 1000;
/** How long people let curl wait for an action: the gateway's minute, and a margin. */
const maxTimeMs = 75 * seconds;
/** Between two rounds of the loop. */
const pauseMs = 5 * seconds;

/**
 * A program in a process of its own that makes one call. An end with 0 is a success to whoever runs it, any other is not.
 * @param {{ name: string, command: string, file: string }} options
 * @returns {import("../runTrial.js").Contestant}
 */
export function program({ name, command, file }) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return {
    name,
    open({ schedule, scale }) {
      let starts = 0;
      return async (url, signal) => {
        starts += 1;
        const { isWarm, params = {}, timeoutMs } = schedule;
        const { code, message } = await run([command, path], signal, {
          URL: url,
          TARGET: targetOf("work", timeoutMs),
          BODY: JSON.stringify(params),
          MAX_TIME: String(maxTimeMs / scale / seconds),
          PAUSE: String(pauseMs / scale / seconds),
          // For who can keep a connection; each curl is a process of its own.
          ...(isWarm === true && starts === 1 ? { TARGET_BEFORE: targetOf("greet") } : {}),
        });
        return code === 0 ? { report: "succeeded" } : { report: "notDone", message };
      };
    },
  };
}

/** Why the scripts cannot be run here; `undefined` when they can. @returns {string | undefined} */
export function scriptAbsence() {
  const missing = [
    ["curl", "--version"],
    ["openssl", "version"],
    ["sh", "-c", ":"],
  ].find(([command, ...words]) => spawnSync(command, words).status !== 0);
  return missing === undefined ? undefined : `${missing[0]} is not on PATH`;
}

/**
 * @param {"greet" | "work"} actionName
 * @param {number} [timeoutMs]
 */
function targetOf(actionName, timeoutMs = 60_000) {
  return `/api/v2/packages/-/actions/${actionName}?platform=classic&timeout=${timeoutMs}`;
}

/**
 * @param {readonly [string, string]} words
 * @param {AbortSignal} signal
 * @param {Record<string, string>} variables
 * @returns {Promise<{ code: number | null, message: string }>}
 */
function run([command, path], signal, variables) {
  return new Promise((resolve, reject) => {
    const { PATH } = process.env;
    const child = spawn(command, [path], {
      // A group of its own, so that curl ends with its script. No proxy comes along.
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        PATH,
        NCLOUD_ACCESS_KEY: keys.accessKey,
        NCLOUD_SECRET_KEY: keys.secretKey,
        ...variables,
      },
    });
    let message = "";
    child.stderr.on("data", (chunk) => (message += chunk));
    const stop = () => process.kill(-Number(child.pid), "SIGKILL");
    signal.addEventListener("abort", stop, { once: true });
    child.on("error", reject);
    child.on("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve({ code, message });
    });
  });
}
