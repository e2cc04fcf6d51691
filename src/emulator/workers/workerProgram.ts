/**
 * The program of a container's worker thread, as text for `new Worker(text, { eval: true })`. A file would have to be found both from `dist`
 * (JavaScript) and from `src` (TypeScript under the test runner, which Node 20 cannot load into a worker); a text needs no path.
 *
 * It takes `{ kind: "load" }` once and then `{ kind: "run", params, env }` again and again, and answers `loaded`, `notLoaded` or `ended`.
 * Everything crosses as JSON text, as it does between OpenWhisk and its containers. Source: `apache/openwhisk-runtime-nodejs` [ow]
 */
export const workerProgram = /* js */ `
"use strict";
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname } = require("node:path");
const { pathToFileURL } = require("node:url");
const vm = require("node:vm");
const { parentPort, workerData } = require("node:worker_threads");

const unfinished = { stdout: "", stderr: "" };
for (const stream of ["stdout", "stderr"]) {
  process[stream].write = (chunk, encoding, done) => {
    const lines = (unfinished[stream] + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString())).split("\\n");
    unfinished[stream] = lines.pop();
    for (const line of lines) parentPort.postMessage({ kind: "log", stream, line });
    const callback = typeof encoding === "function" ? encoding : done;
    if (callback) process.nextTick(callback);
    return true;
  };
}

function flush() {
  for (const stream of ["stdout", "stderr"]) if (unfinished[stream] !== "") process[stream].write("\\n");
}

async function load(file) {
  const exported = (await loadCommonJs(file)) ?? (await import(pathToFileURL(file).href));
  const main = exported.main ?? exported.default?.main;
  if (typeof main !== "function") throw new Error("Action entrypoint 'main' is not a function.");
  return main;
}

// The service's inline code is a plain script whose top-level main is never exported, so require() would not do.
function loadCommonJs(file) {
  if (file.endsWith(".mjs")) return undefined;
  const source = readFileSync(file, "utf8");
  let script;
  try {
    script = vm.compileFunction(
      source + "\\n;return typeof main === 'function' ? main : undefined;",
      ["exports", "require", "module", "__filename", "__dirname"],
      { filename: file, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
    );
  } catch (error) {
    // An ES module cannot be compiled as a script; import() then says what else may be wrong with it.
    if (error instanceof SyntaxError && !file.endsWith(".cjs")) return undefined;
    throw error;
  }
  const module = { exports: {} };
  const main = script.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  return module.exports.main === undefined ? { main } : module.exports;
}

async function run(main, params) {
  let result;
  try {
    result = main(JSON.parse(params));
  } catch (error) {
    return { how: "threw", text: "An error has occurred: " + error };
  }
  try {
    result = await result;
  } catch (error) {
    result = { error: error ? plain(error) : {} };
  }
  if (result === undefined) result = {};
  if (typeof result !== "object") return { how: "notObject" };
  try {
    return { how: "returned", json: JSON.stringify(result) };
  } catch {
    return { how: "notJson" };
  }
}

function plain(error) {
  if (!(error instanceof Error)) return error;
  const { name, message, stack } = error;
  return { name, message, stack, ...error };
}

let main;
parentPort.on("message", async (message) => {
  if (message.kind === "load") {
    try {
      main = await load(workerData.file);
      flush();
      parentPort.postMessage({ kind: "loaded" });
    } catch (error) {
      flush();
      const stack = error instanceof Error ? error.stack : String(error);
      parentPort.postMessage({ kind: "notLoaded", text: "Initialization has failed due to: " + stack });
    }
  } else {
    Object.assign(process.env, message.env);
    const end = await run(main, message.params);
    flush();
    parentPort.postMessage({ kind: "ended", ...end });
  }
});
`;
