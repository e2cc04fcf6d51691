// @ts-check
/** Finds the browser that the tests of the report open pages in, and installs Debian's where there is none. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const programs = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "msedge",
];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** Where no browser can be had, what to do. */
export const browserAdvice =
  "the tests of the report need Chromium, Chrome or Edge: install one, or set NCF_BROWSER to its program";

/**
 * Returns the path of a browser: what `NCF_BROWSER` names, else the first on PATH, else one in its usual place.
 * @param {Readonly<Record<string, string | undefined>>} [env]
 * @returns {string | undefined}
 */
export function findBrowser(env = process.env) {
  const named = env["NCF_BROWSER"] ?? "";
  if (named !== "") return existsSync(named) ? named : undefined;
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  return [...onPath, ...places].find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns a browser, and installs Debian's Chromium first where there is none and this user may.
 * @param {(line: string) => void} say
 * @returns {string | undefined} `undefined` where there is none, and none can be installed
 */
export function bringBrowser(say) {
  const found = findBrowser();
  if (found !== undefined) return found;
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !isProgram("/usr/bin/apt-get"))
    return undefined;
  say("installing Debian's chromium for the tests of the report, usually a minute");
  /** @param {readonly string[]} args */
  const apt = (...args) =>
    spawnSync("apt-get", ["-qq", ...args], {
      stdio: ["ignore", "ignore", 2],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  // Only an old list of packages needs the update.
  const isInstalled =
    apt("install", "-y", "--no-install-recommends", "chromium") ||
    (apt("update") && apt("install", "-y", "--no-install-recommends", "chromium"));
  return isInstalled ? findBrowser() : undefined;
}
