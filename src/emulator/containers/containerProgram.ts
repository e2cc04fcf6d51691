/**
 * The program of a container's process, as text for `node --eval`. A file would have to be found both from `dist` (JavaScript) and from
 * `src` (TypeScript under the test runner, which Node 20 cannot load), and the process may read the directory of the actions only.
 *
 * With the argument `network` it may use the network. It takes `{ kind: "load", file }` once and then `{ kind: "run", params, env }` again and again, and answers `loaded`,
 * `notLoaded` or `ended`. Params and results cross as JSON text, as they do between OpenWhisk and its containers.
 * Source: `apache/openwhisk-runtime-nodejs` [ow]
 */
export const containerProgram = /* js */ `
"use strict";
const { readFileSync } = require("node:fs");
const { createRequire, syncBuiltinESMExports } = require("node:module");
const { dirname } = require("node:path");
const { pathToFileURL } = require("node:url");
const vm = require("node:vm");

// The channel is the emulator's: an action that used it could only confuse its own record.
const send = process.send.bind(process);
for (const name of ["send", "disconnect"]) delete process[name];
process.once("disconnect", () => process.exit());
// It was there for the system to find the program by.
delete process.env.PATH;

const unfinished = { stdout: "", stderr: "" };
for (const stream of ["stdout", "stderr"]) {
  process[stream].write = (chunk, encoding, done) => {
    const lines = (unfinished[stream] + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString())).split("\\n");
    unfinished[stream] = lines.pop();
    for (const line of lines) send({ kind: "log", stream, line });
    const callback = typeof encoding === "function" ? encoding : done;
    if (callback) process.nextTick(callback);
    return true;
  };
}

function flush() {
  for (const stream of ["stdout", "stderr"]) if (unfinished[stream] !== "") process[stream].write("\\n");
}

/** Replaces what every connection, listener and name lookup of Node's own modules goes through. */
function refuseNetwork() {
  const refusal = () =>
    Object.assign(new Error("network access is not allowed here: start the emulator with --allow-network"), {
      code: "ERR_ACCESS_DENIED",
      permission: "Net",
    });
  const fix = (object, name, value) => {
    if (typeof object?.[name] === "function") Object.defineProperty(object, name, { value, enumerable: true });
  };
  const toCallback = (self, args) => {
    const callback = args.findLast((one) => typeof one === "function");
    process.nextTick(() => (callback === undefined ? self.emit("error", refusal()) : callback.call(self, refusal())));
    return self;
  };
  const net = require("node:net");
  fix(net.Socket.prototype, "connect", function () {
    // As late as a real failure: its caller listens to it by then.
    this.connecting = true;
    setImmediate(() => this.destroy(refusal()));
    return this;
  });
  fix(net.Server.prototype, "listen", function () {
    process.nextTick(() => this.emit("error", refusal()));
    return this;
  });
  const dgram = require("node:dgram").Socket.prototype;
  for (const name of ["bind", "connect"]) {
    fix(dgram, name, function () {
      process.nextTick(() => this.emit("error", refusal()));
      return this;
    });
  }
  fix(dgram, "send", function (...args) {
    toCallback(this, args);
  });
  const dns = require("node:dns");
  const asked = /^(lookup|lookupService|reverse|resolve.*)$/;
  for (const { of, refuse } of [
    { of: [dns, dns.Resolver.prototype], refuse: function (...args) { toCallback(this, args); } },
    { of: [dns.promises, dns.promises.Resolver.prototype], refuse: () => Promise.reject(refusal()) },
  ]) {
    for (const object of of) {
      for (let owner = object; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
        for (const name of Object.getOwnPropertyNames(owner)) if (asked.test(name)) fix(owner, name, refuse);
      }
    }
  }
  syncBuiltinESMExports();
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

// Before it is online: the time limit of the action is not for this.
if (process.argv[1] !== "network") refuseNetwork();
process.argv.length = 1;

let main;
process.on("message", async (message) => {
  if (message.kind === "load") {
    try {
      main = await load(message.file);
      flush();
      send({ kind: "loaded" });
    } catch (error) {
      flush();
      const stack = error instanceof Error ? error.stack : String(error);
      send({ kind: "notLoaded", text: "Initialization has failed due to: " + stack });
    }
  } else {
    Object.assign(process.env, message.env);
    const end = await run(main, message.params);
    flush();
    send({ kind: "ended", ...end });
  }
});
send({ kind: "online" });
`;
