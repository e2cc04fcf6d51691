/**
 * Makes a bare clone ready: dependencies, build, engine. Says something only about what it had to do, on standard
 * error. Plain Node without dependencies, since it runs before there are any.
 *
 * `node tools/setup.js [--no-engine]`
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const oldestNode = [20, 19];
const lock = ".ncf/setup.lock";
const stamp = "dist/.built-from";
const startedAt = performance.now();

/** The child that runs now; a signal is passed on to it. */
let child;
let signalled;
let holdsLock = false;

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
for (const name of ["SIGINT", "SIGTERM"]) {
  process.on(name, () => {
    signalled = name;
    if (child === undefined) stop();
    child.kill(name);
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
  if (process.argv.includes("--no-engine")) return;
  await run(process.execPath, ["dist/engine/install/main.js", "--quiet"], "no engine");
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  fail(`Node ${oldestNode.join(".")} or later is needed, this is ${process.version}: see https://nodejs.org`);
}

/** Whether what npm last installed is what the lockfile asks for. */
function hasDependencies() {
  const installed = readPackages("node_modules/.package-lock.json");
  if (installed === undefined) return false;
  const wanted = readPackages("package-lock.json");
  delete wanted[""];
  const isSame = (path) =>
    wanted[path]?.version === installed[path]?.version &&
    wanted[path]?.integrity === installed[path]?.integrity;
  const isLeftOut = (path) => !(path in installed) && (wanted[path].optional ?? wanted[path].devOptional);
  return (
    Object.keys(installed).every(isSame) &&
    Object.keys(wanted).every((path) => isSame(path) || isLeftOut(path))
  );
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : undefined;
}

async function install() {
  say("installing the dependencies with npm ci, usually half a minute");
  // Level error: @pulumi/pulumi asks for Node 22 and works on 20, so npm's EBADENGINE lines would only frighten.
  const words = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  await run("npm", words, "npm ci failed");
}

/** Whether `dist` was built from the sources as they are now, and holds one file for each of them. */
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
  // What the compiler would not notice: a source that is gone, or output that somebody removed. What is right stays in
  // place, since another process may be running it.
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

function namesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** One set-up of a clone at a time; a lock of a dead process is taken over. */
async function takeLock() {
  mkdirSync(".ncf", { recursive: true });
  for (let isReported = false; ; isReported = true) {
    try {
      writeFileSync(lock, `${process.pid}`, { flag: "wx" });
      holdsLock = true;
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = readOwner();
    if (owner !== undefined && !isAlive(owner)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!isReported) say(`another set-up of this clone runs (process ${owner ?? "?"}); waiting for it`);
    await sleep(300);
  }
}

/** The lock's process; `undefined` when the lock is gone or not written yet. */
function readOwner() {
  try {
    return Number(readFileSync(lock, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(processId) {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Runs a program with standard error for both its outputs: standard output belongs to what comes after the set-up. */
async function run(command, words, failure) {
  const end = await new Promise((resolve) => {
    child = spawn(command, words, { stdio: ["ignore", 2, 2] });
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, signal) => resolve(code ?? signal));
  });
  child = undefined;
  if (signalled !== undefined) stop();
  if (end !== 0) fail(`${failure} (${typeof end === "number" ? `exit code ${end}` : end})`);
}

function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

function fail(reason) {
  say(reason);
  process.exit(1);
}

function stop() {
  say("interrupted");
  process.exit(signalled === "SIGINT" ? 130 : 143);
}
