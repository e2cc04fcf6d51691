import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Milliseconds between two looks at the processes and the files. */
const periodMs = 100;

/**
 * A command that is run.
 * @typedef {object} WatchedCommand
 * @property {string} name - Names its sinks.
 * @property {readonly string[]} words - Program and arguments.
 * @property {string} cwd
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {string} [input] - Standard input.
 * @property {readonly string[]} folders - Everything below them is read while it runs and when it has ended.
 * @property {(path: string) => string} groupOf - Returns the group of a file.
 * @property {RegExp} [knowing] - Processes below one whose command matches are given secrets in their environment on purpose.
 * @property {(pid: number) => void} [onStart]
 */

/**
 * Runs a command, and returns all text that it leaves: its output, the command lines and environments of the processes below it, and files.
 * @param {WatchedCommand} command
 * @returns {Promise<{ code: number | null, output: string, sinks: import("./findLeaks.js").Sink[] }>}
 */
export async function runWatched({
  name,
  words: [program = "", ...args],
  cwd,
  env,
  input,
  folders,
  groupOf,
  knowing,
  onStart,
}) {
  /** @type {Map<string, import("./findLeaks.js").Sink>} */
  const seen = new Map();
  const add = (/** @type {string} */ group, /** @type {string} */ what, /** @type {string} */ text) =>
    seen.set(`${group} ${what} ${text.length} ${text.slice(0, 200)}`, {
      group,
      name: `${name}: ${what}`,
      text,
    });
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  if (input !== undefined) child.stdin?.end(input);
  onStart?.(/** @type {number} */ (child.pid));
  /** @type {Map<string, string>} */
  const versions = new Map();
  const look = () => {
    const processes = processesBelow(/** @type {number} */ (child.pid));
    const byPid = new Map(processes.map((one) => [one.pid, one]));
    /** @param {number} pid @returns {boolean} */
    const isGiven = (pid) => {
      const parent = byPid.get(byPid.get(pid)?.parent ?? 0);
      return parent !== undefined && (knowing?.test(parent.commandLine) === true || isGiven(parent.pid));
    };
    for (const { pid, commandLine, environment } of processes) {
      add("command lines", `process ${pid}`, commandLine);
      if (pid !== child.pid && !isGiven(pid)) add("environments", commandLine.slice(0, 80), environment);
    }
    for (const path of folders.flatMap(filesBelow)) {
      const version = versionOf(path);
      if (version === undefined || versions.get(path) === version) continue;
      versions.set(path, version);
      add(groupOf(path), path, textOf(path));
    }
  };
  const timer = setInterval(look, periodMs);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (stderr += text));
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  clearInterval(timer);
  look();
  const output = stdout + asRunnerShows(stderr);
  return {
    code,
    output,
    sinks: [...seen.values(), { group: "output", name: `${name}: standard output and error`, text: output }],
  };
}

/** What a runner of GitHub Actions shows: it takes out the commands by which it learns what to mask. @param {string} text */
function asRunnerShows(text) {
  return text.replaceAll(/^::add-mask::.*\n/gm, "");
}

/**
 * The processes that one has started, itself and those that they have started included.
 * @param {number} root
 */
export function processesBelow(root) {
  const all = readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    const stat = textOf(`/proc/${entry}/stat`);
    const parent = Number(/\) \S (\d+)/.exec(stat)?.[1]);
    return [{ pid: Number(entry), parent }];
  });
  const found = [{ pid: root, parent: 0 }];
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found.map(({ pid, parent }) => ({
    pid,
    parent,
    commandLine: textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " "),
    environment: textOf(`/proc/${pid}/environ`).replaceAll("\0", "\n"),
  }));
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
    );
  } catch {
    // It vanished while it was listed.
    return [];
  }
}

/** @param {string} path */
function versionOf(path) {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return undefined;
  }
}

/** The text of a file; empty for one that has vanished. @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
