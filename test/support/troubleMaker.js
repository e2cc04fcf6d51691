/**
 * Loaded with `--import` into every Node process of an engine. In a provider process it makes the trouble that the file named by `TROUBLE_FILE` asks
 * for, once, and removes the file then: `{ at, does }`, as `Trouble.ts` has it. What is killed is killed at once and without a warning.
 */
import { execFileSync } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { constants, readFileSync, rmSync } from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";

const { TROUBLE_FILE = "", TROUBLE_BELOW, NCF_JOURNAL = "" } = process.env;
if (process.argv[1]?.includes("dynamic-provider")) watch();

function watch() {
  let appends = 0;
  const open = files.open;
  files.open = async (path, flags, mode) => {
    const handle = await open(path, flags, mode);
    const isAppended = typeof flags === "number" && (flags & constants.O_APPEND) !== 0;
    if (isAppended && String(path).startsWith(NCF_JOURNAL)) watchJournal(handle);
    return handle;
  };
  syncBuiltinESMExports();

  function watchJournal(handle) {
    const { write, datasync } = handle;
    handle.write = async (bytes) => {
      appends += 1;
      if (appends === 1) meet("before the intent");
      if (appends === 2) meet("after the body");
      const failure = failureAt(appends === 1 ? "the intent" : "the end");
      if (failure === undefined) return write.call(handle, bytes);
      // A disk that is full takes what it still has room for.
      if (failure.isHalf) await write.call(handle, bytes.subarray(0, bytes.length / 2));
      throw failure.error;
    };
    handle.datasync = async () => {
      const failure = appends === 1 ? failureAt("the sync of the intent") : undefined;
      if (failure !== undefined) throw failure.error;
      await datasync.call(handle);
      if (appends === 1) meet("after the intent");
      if (appends === 2) meet("before the state");
    };
  }

  const onPost = (channel, point) =>
    subscribe(channel, ({ request }) => {
      if (request.method === "POST") meet(point);
    });
  subscribe("undici:client:sendHeaders", ({ request, socket }) => {
    if (request.method !== "POST" || wanted()?.at !== "mid-send") return;
    const { write } = socket;
    // The head goes out whole, the body that follows by half.
    let isHead = true;
    socket.write = (bytes, ...others) => {
      if (isHead) {
        isHead = false;
        return write.call(socket, bytes, ...others);
      }
      return write.call(socket, bytes.subarray(0, bytes.length / 2), () => meet("mid-send"));
    };
  });
  onPost("undici:request:bodySent", "after send");
  onPost("undici:request:headers", "after the headers");
}

/** Kills when this is the point that is asked for. */
function meet(point) {
  const trouble = wanted();
  if (trouble?.at !== point) return;
  rmSync(TROUBLE_FILE);
  for (const pid of victims(trouble.does)) process.kill(pid, "SIGKILL");
}

/** What a write of this point is to fail with. */
function failureAt(point) {
  const trouble = wanted();
  if (trouble?.at !== point) return undefined;
  rmSync(TROUBLE_FILE);
  const [code, half] = trouble.does.split(" ");
  return { error: Object.assign(new Error(`${code}: made up`), { code }), isHalf: half === "half" };
}

function wanted() {
  try {
    return JSON.parse(readFileSync(TROUBLE_FILE, "utf8"));
  } catch {
    return undefined;
  }
}

/** The engine comes first, so that it sees nobody else die. */
function victims(does) {
  if (does === "kill provider") return [process.pid];
  const above = ancestors().filter(({ isEngine }) => does === "kill everything" || isEngine);
  const pids = above.sort((one, other) => other.isEngine - one.isEngine).map(({ pid }) => pid);
  return does === "kill engine" ? pids : [...pids, process.pid];
}

/** The processes above this one, up to that of the test. */
function ancestors() {
  const found = [];
  for (let pid = process.ppid; pid > 1 && String(pid) !== TROUBLE_BELOW;) {
    const line = execFileSync("ps", ["-ww", "-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" });
    const [, parent, command] = /^\s*(\d+)\s+(\S+)/.exec(line);
    found.push({ pid, isEngine: basename(command) === "pulumi" });
    pid = Number(parent);
  }
  return found;
}
