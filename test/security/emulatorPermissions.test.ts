import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator/index.ts";
import { endWithParent } from "../../src/ports/nodeEndWithParent.ts";
import { processesBelow } from "../support/processesBelow.ts";
import { dummyKeys, signedFetch } from "../support/signedFetch.ts";

/** Actions of the tests. Each returns what it came to; `try` gives the code of an error. */
const actions = {
  files: `
    const fs = require("node:fs");
    const attempt = (work) => { try { return String(work()); } catch (error) { return error.code; } };
    exports.main = ({ path }) => ({
      read: attempt(() => fs.readFileSync(path, "utf8")),
      write: attempt(() => fs.writeFileSync(path + ".new", "")),
      list: attempt(() => fs.readdirSync(require("node:path").dirname(path)).length > 0),
    });`,
  processes: `
    const attempt = (work) => { try { return work(); } catch (error) { return error.code; } };
    exports.main = () => ({
      child: attempt(() => require("node:child_process").execSync("id").toString()),
      thread: attempt(() => new (require("node:worker_threads").Worker)("", { eval: true }).threadId),
      binding: attempt(() => typeof process.binding("tcp_wrap")),
      environment: Object.keys(process.env).filter((name) => !name.startsWith("__OW_")),
    });`,
  network: `
    const net = require("node:net"), http = require("node:http"), dns = require("node:dns"), dgram = require("node:dgram");
    const outcome = (start) => new Promise((resolve) => start(() => resolve("worked"), (error) => resolve(error.cause?.code ?? error.code)));
    exports.main = async ({ port, path }) => ({
      fetch: await outcome((ok, no) => fetch("http://127.0.0.1:" + port).then(ok, no)),
      http: await outcome((ok, no) => http.get({ port, host: "127.0.0.1" }, ok).on("error", no)),
      socket: await outcome((ok, no) => net.connect(port, "127.0.0.1", ok).on("error", no)),
      path: await outcome((ok, no) => net.connect(path, ok).on("error", no)),
      listen: await outcome((ok, no) => { const server = http.createServer().on("error", no).listen(0, () => { server.close(); ok(); }); }),
      lookup: await outcome((ok, no) => dns.lookup("localhost", (error) => (error ? no(error) : ok()))),
      lookupPromise: await outcome((ok, no) => dns.promises.lookup("localhost").then(ok, no)),
      udp: await outcome((ok, no) => { const socket = dgram.createSocket("udp4"); socket.send("x", port, "127.0.0.1", (error) => { socket.close(); error ? no(error) : ok(); }); }),
      bind: await outcome((ok, no) => { const socket = dgram.createSocket("udp4").on("error", no).bind(0, () => { socket.close(); ok(); }); }),
    });`,
  hungry: `exports.main = () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); };`,
  endless: `exports.main = () => { console.log("in it"); for (;;); };`,
  direct: `exports.main = () => { require("node:fs").writeSync(1, "past console\\n"); return {}; };`,
};

let dir: string;
let actionsDir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "emulator-"));
  actionsDir = join(dir, "actions");
  mkdirSync(actionsDir);
  for (const [name, text] of Object.entries(actions)) writeFileSync(join(actionsDir, `${name}.cjs`), text);
  writeFileSync(join(actionsDir, "hungry.json"), '{"limits":{"memory":128}}');
  writeFileSync(join(actionsDir, "data.txt"), "own");
  mkdirSync(join(dir, "actions-beside"));
  writeFileSync(join(dir, "actions-beside", "data.txt"), "beside");
});
afterAll(() => rmSync(dir, { recursive: true }));

async function start(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await startEmulator({ actionsDir, credentials: dummyKeys, ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}

interface Response {
  readonly status: string;
  readonly result: Record<string, unknown>;
}

async function invoke(emulator: Emulator, name: string, params: object = {}): Promise<Response> {
  const target = `/api/v2/packages/-/actions/${name}`;
  const answer = await signedFetch(emulator.url, target, { body: JSON.stringify(params) });
  return ((await answer.json()) as { content: { response: Response } }).content.response;
}

describe("an action", () => {
  const denied = "ERR_ACCESS_DENIED";

  test("reads the files of its directory, no others, and writes none", async () => {
    const emulator = await start();
    const own = await invoke(emulator, "files", { path: join(actionsDir, "data.txt") });
    expect(own.result).toEqual({ read: "own", write: denied, list: "true" });
    for (const path of [join(dir, "actions-beside", "data.txt"), "/etc/passwd", "/proc/self/environ"]) {
      const { result } = await invoke(emulator, "files", { path });
      expect(result).toEqual({ read: denied, write: denied, list: denied });
    }
  });

  test("reads what it is given besides", async () => {
    const emulator = await start({ allowRead: [join(dir, "actions-beside")] });
    const { result } = await invoke(emulator, "files", { path: join(dir, "actions-beside", "data.txt") });
    expect(result).toMatchObject({ read: "beside", write: denied });
  });

  test("writes where it is given to", async () => {
    const place = join(dir, "actions-beside");
    const emulator = await start({ allowWrite: [place] });
    const { result } = await invoke(emulator, "files", { path: join(place, "data.txt") });
    expect(result).toEqual({ read: "beside", write: "undefined", list: "true" });
    rmSync(join(place, "data.txt.new"));
  });

  test("starts no process and no thread, and sees no environment", async () => {
    const { result } = await invoke(await start(), "processes");
    expect(result).toEqual({ child: denied, thread: denied, binding: denied, environment: [] });
  });

  test("has no network unless it is given it", async () => {
    let connections = 0;
    const server = createServer((_request, response) => response.end());
    server.on("connection", () => (connections += 1));
    const path = join(dir, "socket");
    const local = createServer().listen(path);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => {
      for (const one of [server, local]) {
        one.close();
        one.closeAllConnections();
      }
    });
    const params = { port: (server.address() as AddressInfo).port, path };

    const without = await invoke(await start(), "network", params);
    expect(new Set(Object.values(without.result))).toEqual(new Set([denied]));
    expect(connections).toBe(0);

    const allowed = await invoke(await start({ allowNetwork: true }), "network", params);
    expect(new Set(Object.values(allowed.result))).toEqual(new Set(["worked"]));
    expect(Object.keys(allowed.result)).toEqual(Object.keys(without.result));
  });

  test("that exhausts its memory is aborted and judged so", async () => {
    expect(await invoke(await start(), "hungry")).toMatchObject({
      status: "action developer error",
      result: { error: "The action exhausted its memory and was aborted." },
    });
  });

  test("has what it writes past console kept as well", async () => {
    const logs: string[] = [];
    const emulator = await start({ onCall: (call) => call.kind === "ran" && logs.push(...call.logs) });
    await invoke(emulator, "direct");
    // It arrives on a channel of its own, at the latest with the end of the process.
    await emulator.close();
    expect(logs).toEqual([expect.stringMatching(/ stdout: past console$/)]);
  });
});

describe("the processes of the actions", () => {
  test("are gone when the emulator has closed, whatever they do", async () => {
    const emulator = await start();
    const before = new Set(processesBelow(process.pid).map(({ pid }) => pid));
    void invoke(emulator, "endless").catch(() => undefined);
    await invoke(emulator, "direct");
    await emulator.ledger.whenRun((run) => run.actionName === "endless");
    const started = processesBelow(process.pid).filter(
      ({ pid, command }) => !before.has(pid) && !command.startsWith("ps "),
    );
    expect(started).toHaveLength(2);
    await emulator.close();
    const living = new Set(processesBelow(process.pid).map(({ pid }) => pid));
    expect(started.filter(({ pid }) => living.has(pid))).toEqual([]);
  });

  test("do not survive an emulator that is killed, where the system can see to it", async () => {
    const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
    const args = [
      main,
      "emulate",
      actionsDir,
      "--access-key",
      dummyKeys.accessKey,
      "--secret-key",
      dummyKeys.secretKey,
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    const url = await vi.waitFor(() => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      expect(found).toBeDefined();
      return found as string;
    }, 10_000);
    await signedFetch(url, "/api/v2/packages/-/actions/endless?timeout=0", { body: "{}" });
    const pid = await vi.waitFor(() => {
      const container = processesBelow(child.pid as number).find(({ command }) => command.includes("--eval"));
      expect(container).toBeDefined();
      return container?.pid ?? 0;
    }, 10_000);
    child.kill("SIGKILL");
    await once(child, "close");
    if (endWithParent().length === 0) process.kill(pid, "SIGKILL");
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 10_000);
  });
});

describe("a request to the emulator", () => {
  async function statusFor(emulator: Emulator, host: string): Promise<number | undefined> {
    const { port } = new URL(emulator.url);
    const sent = request({ host: "127.0.0.1", port, path: "/api/v2/packages", headers: { host } });
    const [response] = (await once(sent.end(), "response")) as [{ statusCode?: number; resume: () => void }];
    response.resume();
    return response.statusCode;
  }

  test("is refused when it was sent to another name", async () => {
    const emulator = await start();
    const { port } = new URL(emulator.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, "localhost"]) {
      expect(await statusFor(emulator, host)).toBe(401);
    }
    for (const host of [
      `attacker.example:${port}`,
      "127.0.0.1.attacker.example",
      "localhost.attacker.example",
    ]) {
      expect(await statusFor(emulator, host)).toBe(421);
    }
  });
});
