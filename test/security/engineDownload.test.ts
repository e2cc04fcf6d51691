import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { downloadFile } from "../../src/engine/install/downloadFile.ts";
import { findTool } from "../../src/engine/install/findTool.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { engineTool, type ToolDefinition } from "../../src/engine/install/tools.ts";
import { freePort } from "../support/freePort.ts";
import { cacheNames, scene, type Scene } from "../unit/engine/install/scene.ts";

const version = "3.259.0";
const archiveName = `pulumi-v${version}-linux-x64.tar.gz`;
const archive = makeArchive();
const checksum = createHash("sha256").update(archive).digest("hex");

type Handle = (response: ServerResponse) => void;

/** Makes an archive as the release has it: a directory with executables. */
function makeArchive(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "ncf-archive-"));
  try {
    mkdirSync(join(folder, "pulumi"));
    for (const name of ["pulumi", "pulumi-language-yaml"]) {
      writeFileSync(join(folder, "pulumi", name), `#!/bin/sh\necho v${version}\n`);
      chmodSync(join(folder, "pulumi", name), 0o755);
    }
    execFileSync("tar", ["-czf", join(folder, "archive"), "-C", folder, "pulumi"]);
    return readFileSync(join(folder, "archive"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function listen(files: Readonly<Record<string, Handle>>): Promise<string> {
  const server = createServer((request, response) => {
    const handle = files[request.url ?? ""];
    if (handle === undefined) response.writeHead(404).end();
    else handle(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A machine whose download comes from a server with this archive and this list of checksums. */
async function openScene(
  list: string | Handle,
  content: Buffer | Handle = archive,
): Promise<Scene & { readonly tool: ToolDefinition }> {
  const sends = (body: string | Buffer | Handle): Handle =>
    typeof body === "function" ? body : (response) => response.end(body);
  const url = await listen({
    [`/sdk/${archiveName}`]: sends(content),
    [`/download/v${version}/pulumi-${version}-checksums.txt`]: sends(list),
  });
  const { download, run } = nodeEnginePorts();
  const here = scene({ download, run });
  return {
    ...here,
    tool: { ...engineTool, download: { archives: `${url}/sdk`, checksums: `${url}/download` } },
  };
}

describe("the official download", () => {
  test("is installed when its checksum is the one that the release lists", async () => {
    const { tool, target, ...here } = await openScene(
      `${"0".repeat(64)}  pulumi-v${version}-darwin-arm64.tar.gz\n${checksum}  ${archiveName}\n`,
    );
    const engine = await findTool(tool, here);
    expect(engine).toEqual({
      path: join(target, "bin", "pulumi"),
      version,
      why: "installed by official download",
    });
    expect(readdirSync(target)).toEqual(["bin", "sha256.json"]);
    expect(readdirSync(join(target, "bin"))).toEqual(["pulumi", "pulumi-language-yaml"]);
    expect(await findTool(tool, { ...here, isThorough: true })).toMatchObject({ why: "found in the cache" });
  });

  test.each([
    {
      title: "its checksum is another one",
      list: `${"0".repeat(64)}  ${archiveName}\n`,
      content: archive,
      reason: `the SHA-256 of .*${archiveName} is ${checksum}, and .*checksums\\.txt says 0{64}`,
    },
    {
      title: "it was changed on the way",
      list: `${checksum}  ${archiveName}\n`,
      content: Buffer.concat([archive, Buffer.from("x")]),
      reason: `the SHA-256 of .* says ${checksum}`,
    },
    {
      title: "the list does not name it",
      list: `${checksum}  other-${archiveName}\n`,
      content: archive,
      reason: `checksums\\.txt has no checksum for ${archiveName}`,
    },
    {
      title: "there is no list",
      list: (response: ServerResponse) => void response.writeHead(404).end(),
      content: archive,
      reason: "checksums\\.txt cannot be downloaded: the response is 404",
    },
    {
      title: "it breaks off",
      list: `${checksum}  ${archiveName}\n`,
      content: (response: ServerResponse) => {
        response.writeHead(200, { "content-length": archive.length });
        response.write(archive.subarray(0, 10), () => response.destroy());
      },
      reason: `${archiveName} cannot be downloaded: `,
    },
  ])("is refused when $title, and nothing of it is left", async ({ list, content, reason }) => {
    const { tool, ...here } = await openScene(list, content);
    await expect(findTool(tool, here)).rejects.toMatchObject({
      code: "NCF_ENGINE_MISSING",
      message: expect.stringMatching(new RegExp(`official download: .*${reason}`)),
    });
    expect(cacheNames(here)).toEqual([]);
  });

  test("names an address of its own for each platform that it is known for, and none for others", async () => {
    const asked: string[] = [];
    for (const [operatingSystem, architecture] of [
      ["linux", "arm64"],
      ["darwin", "x64"],
      ["win32", "x64"],
    ] as const) {
      const here = scene({
        operatingSystem,
        architecture,
        download: async (url, path) => {
          asked.push(url);
          writeFileSync(path, `${checksum}  pulumi-v${version}-${operatingSystem}-${architecture}.tar.gz\n`);
          return "another";
        },
      });
      await expect(findTool(engineTool, here)).rejects.toThrow(
        operatingSystem === "win32" ? "there is none for win32 on x64" : `is another, and https://`,
      );
    }
    const list = `https://github.com/pulumi/pulumi/releases/download/v${version}/pulumi-${version}-checksums.txt`;
    expect(asked).toEqual([
      list,
      `https://get.pulumi.com/releases/sdk/pulumi-v${version}-linux-arm64.tar.gz`,
      list,
      `https://get.pulumi.com/releases/sdk/pulumi-v${version}-darwin-x64.tar.gz`,
    ]);
  });
});

describe("downloading a file", () => {
  const limits = { stallMs: 10_000, maxBytes: 1_000_000 };
  function place(): string {
    const folder = mkdtempSync(join(tmpdir(), "ncf-download-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return join(folder, "file");
  }

  test("gives its checksum", async () => {
    const path = place();
    const url = await listen({ "/file": (response) => void response.end("hello") });
    expect(await downloadFile(`${url}/file`, path, limits)).toBe(
      createHash("sha256").update("hello").digest("hex"),
    );
    expect(readFileSync(path, "utf8")).toBe("hello");
  });

  test("gives up when nothing arrives any more", async () => {
    const url = await listen({ "/file": (response) => void response.write("a") });
    const download = downloadFile(`${url}/file`, place(), { ...limits, stallMs: 50 });
    await expect(download).rejects.toThrow("/file cannot be downloaded: nothing arrived for 0.05 s");
  });

  test("gives up when it is larger than allowed", async () => {
    const url = await listen({ "/file": (response) => void response.end("x".repeat(11)) });
    const download = downloadFile(`${url}/file`, place(), { ...limits, maxBytes: 10 });
    await expect(download).rejects.toThrow("it is larger than 10 bytes");
  });

  test("ends with the signal's reason when it is interrupted", async () => {
    const interrupt = new AbortController();
    const url = await listen({
      "/file": (response) => {
        response.write("a");
        interrupt.abort(new Error("interrupted"));
      },
    });
    const download = downloadFile(`${url}/file`, place(), { ...limits, signal: interrupt.signal });
    await expect(download).rejects.toThrow(/^interrupted$/);
  });

  test("reports why an address cannot be reached", async () => {
    await expect(downloadFile(`http://127.0.0.1:${await freePort()}/file`, place(), limits)).rejects.toThrow(
      "ECONNREFUSED",
    );
  });

  test("follows no redirect from https to http", async () => {
    const response = Object.defineProperty(new Response("hello"), "url", {
      value: "http://example.com/file",
    });
    vi.stubGlobal("fetch", async () => response);
    onTestFinished(() => void vi.unstubAllGlobals());
    const path = place();
    const download = downloadFile("https://example.com/file", path, limits);
    await expect(download).rejects.toThrow("it redirects to http://example.com/file");
    expect(existsSync(path)).toBe(false);
  });
});
