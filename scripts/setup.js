// @ts-check
/**
 * Prepares a clone: dependencies, build, engine. Reports only what it had to do, on standard error. Plain Node without
 * dependencies, since it runs before there are any.
 *
 * `node scripts/setup.js [--no-engine | [--yaml-host] [--s3-gateway]] [--browser]`: the last three also find or build the
 * Pulumi YAML language host and the S3 gateway, and find or install a browser, which only the tests and measurements use.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bringBrowser, browserAdvice } from "./browser.js";

const oldestNode = { major: 20, minor: 19 };
const lock = ".ncf/setup.lock";
const stamp = "dist/.built-from";
const startedAt = performance.now();

/**
 * The child that runs now; a signal is passed on to it.
 * @type {import("node:child_process").ChildProcess | undefined}
 */
let child;
/** @type {NodeJS.Signals | undefined} */
let signalled;
let holdsLock = false;

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
for (const name of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.on(name, () => {
    signalled = name;
    if (child === undefined) stop();
    else child.kill(name);
  });
}
process.on("exit", () => {
  if (holdsLock) rmSync(lock, { force: true });
});

await main();

async function main() {
  checkNode();
  if (!hasDependencies() || !isBuilt()) {
    await takeLock();
    if (!hasDependencies()) await install();
    if (!isBuilt()) await build();
    say(`ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    rmSync(lock);
    holdsLock = false;
  }
  if (process.argv.includes("--browser")) {
    const browser = bringBrowser(say);
    if (browser === undefined) fail(`no browser: ${browserAdvice}`);
    if (process.env["CI"] === "true") say(`browser: ${browser}`);
  }
  if (process.argv.includes("--no-engine")) return;
  const tools = process.argv.filter((arg) => arg === "--yaml-host" || arg === "--s3-gateway");
  await run(process.execPath, ["dist/engine/install/main.js", "--quiet", ...tools], "no engine");
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor)) return;
  const { major: oldest, minor: oldestMinor } = oldestNode;
  fail(
    `Node ${oldest}.${oldestMinor} or later is required, this is ${process.version}: see https://nodejs.org`,
  );
}

/** Tells whether what npm last installed is what the lockfile asks for. */
function hasDependencies() {
  const installed = readPackages("node_modules/.package-lock.json");
  const locked = readPackages("package-lock.json");
  if (installed === undefined || locked === undefined) return false;
  const { "": _root, ...wanted } = locked;
  /** @param {string} path */
  const isSame = (path) =>
    wanted[path]?.version === installed[path]?.version &&
    wanted[path]?.integrity === installed[path]?.integrity;
  /** @param {string} path */
  const isLeftOut = (path) =>
    !(path in installed) && (wanted[path]?.optional ?? wanted[path]?.devOptional ?? false);
  return (
    Object.keys(installed).every(isSame) &&
    Object.keys(wanted).every((path) => isSame(path) || isLeftOut(path))
  );
}

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 */

/**
 * @param {string} path of a lockfile
 * @returns {Record<string, LockedPackage> | undefined} its packages by their place in `node_modules`
 */
function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : undefined;
}

async function install() {
  say("installing the dependencies with npm ci, usually half a minute");
  // Level error: @pulumi/pulumi asks for Node 22 and works on 20, so npm's EBADENGINE warnings would mislead.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  await run("npm", args, "npm ci failed");
}

/** Tells whether `dist` was built from the sources as they are now, and holds one file for each of them. */
function isBuilt() {
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== hashOfSources()) return false;
  const sources = sourceNames();
  const emitted = emittedNames();
  return sources.size === emitted.size && [...sources].every((name) => emitted.has(name));
}

async function build() {
  say("building");
  const sources = sourceNames();
  const emitted = emittedNames();
  const hash = hashOfSources();
  // The compiler does not notice a source that is gone, or output that was removed. The rest stays in place, since
  // another process may be running it.
  for (const name of emitted) {
    if (sources.has(name)) continue;
    for (const ending of [".js", ".js.map", ".d.ts"]) rmSync(join("dist", name + ending), { force: true });
  }
  if ([...sources].some((name) => !emitted.has(name))) rmSync("dist/.tsbuildinfo", { force: true });
  await run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"], "the build failed");
  writeFileSync(stamp, hash);
}

function hashOfSources() {
  const hash = createHash("sha256");
  const sources = namesBelow("src").map((name) => join("src", name));
  for (const path of ["tsconfig.json", "package-lock.json", ...sources]) {
    const content = readFileSync(path);
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function sourceNames() {
  const names = namesBelow("src").filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
  return new Set(names.map((name) => name.slice(0, -".ts".length)));
}

function emittedNames() {
  const names = namesBelow("dist").filter((name) => name.endsWith(".js"));
  return new Set(names.map((name) => name.slice(0, -".js".length)));
}

/**
 * @param {string} folder
 * @returns {string[]} paths of the files below it, relative to it
 */
function namesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Lets one set-up of a clone run at a time; a lock of a dead process is taken over. */
async function takeLock() {
  mkdirSync(".ncf", { recursive: true });
  for (let isReported = false; ; isReported = true) {
    try {
      writeFileSync(lock, `${process.pid}`, { flag: "wx" });
      holdsLock = true;
      return;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const owner = readOwner();
    if (owner !== undefined && !isAlive(owner)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!isReported) say(`another set-up of this clone is running (process ${owner ?? "?"}); waiting for it`);
    await sleep(300);
  }
}

/** Returns the lock's process; `undefined` when the lock is gone or not written yet. */
function readOwner() {
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    return owner === 0 ? undefined : owner;
  } catch {
    return undefined;
  }
}

/** @param {number} processId */
function isAlive(processId) {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}

/**
 * Runs a program with standard error for both its outputs: standard output belongs to the command after the set-up.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} failure what failed, in the message
 */
async function run(command, args, failure) {
  /** @type {number | string | null} */
  const end = await new Promise((resolve) => {
    child = spawn(command, args, { stdio: ["ignore", 2, 2] });
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, signal) => resolve(code ?? signal));
  });
  child = undefined;
  if (signalled !== undefined) stop();
  if (end !== 0) fail(`${failure} (${typeof end === "number" ? `exit code ${end}` : end})`);
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  say(reason);
  process.exit(1);
}

/** @returns {never} */
function stop() {
  say("interrupted");
  process.exit(signalled === "SIGINT" ? 130 : 143);
}
