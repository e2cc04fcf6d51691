import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../src/engine/install/runProgram.ts";
import { openYamlProject, type YamlProject } from "../support/openYamlProject.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  readonly version: string;
};
const folder = mkdtempSync(join(tmpdir(), "ncf-plugin-"));
let archives: readonly string[] = [];
let project: YamlProject | undefined;

beforeAll(() => {
  execFileSync(process.execPath, [join(repository, "scripts/packPlugin.js"), "--all", "--out", folder]);
  archives = readdirSync(folder).filter((name) => name.endsWith(".tar.gz"));
});
afterEach(() => project?.close());
afterAll(() => rmSync(folder, { recursive: true }));

describe("the archives of the plugin", () => {
  test("are named as Pulumi looks for them, one for each platform", () => {
    const platforms = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64"];
    expect(archives.toSorted()).toEqual(
      platforms.map((platform) => `pulumi-resource-ncf-v${version}-${platform}.tar.gz`),
    );
  });

  test.each([
    ["linux-amd64", "pulumi-resource-ncf"],
    ["windows-amd64", "pulumi-resource-ncf.cmd"],
  ])("for %s hold the launcher %s, one bundle and the licenses", (platform, launcher) => {
    const path = join(folder, `pulumi-resource-ncf-v${version}-${platform}.tar.gz`);
    const names = execFileSync("tar", ["-tzf", path], { encoding: "utf8" }).trim().split("\n");
    expect(names).toEqual([launcher, "pulumi-resource-ncf.mjs", "LICENSE", "THIRD-PARTY-LICENSES"]);
    const licenses = execFileSync("tar", ["-xzOf", path, "THIRD-PARTY-LICENSES"], { encoding: "utf8" });
    expect(licenses).toMatch(/^@grpc\/grpc-js 1\..*: Apache-2\.0\n/m);
    expect(licenses).toMatch(/^ajv 8\..*: MIT\n/m);
  });

  test("are installed by pulumi plugin install, and then serve a program without the npm package", async () => {
    const program = `
resources:
  echo:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { name: Mina } }
outputs:
  name: \${echo.result.name}
`;
    project = await openYamlProject({ program, provider: "plugin" });
    const archive = archives.find((name) => name.includes(pulumiPlatform())) ?? "";
    await project.must("plugin", "install", "resource", "ncf", version, "--file", join(folder, archive));
    expect(JSON.parse(await project.must("plugin", "ls", "--json"))).toContainEqual(
      expect.objectContaining({ name: "ncf", kind: "resource", version }),
    );
    await project.must("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ name: "Mina" });
    expect(project.emulator.ledger.posts).toHaveLength(1);
  });

  test("say in one sentence that Node.js is missing", async () => {
    const unpacked = mkdtempSync(join(folder, "unpacked-"));
    const path = join(folder, `pulumi-resource-ncf-v${version}-linux-amd64.tar.gz`);
    execFileSync("tar", ["-xzf", path, "-C", unpacked]);
    const end = await runProgram(join(unpacked, "pulumi-resource-ncf"), [], { env: { PATH: "/nowhere" } });
    expect(end).toMatchObject({
      code: 127,
      stderr: "pulumi-resource-ncf: Node.js 20.19 or later is required, and node is not on PATH\n",
    });
  });

  test("say in one sentence that Node.js is too old", async () => {
    const unpacked = mkdtempSync(join(folder, "unpacked-"));
    const path = join(folder, `pulumi-resource-ncf-v${version}-linux-amd64.tar.gz`);
    execFileSync("tar", ["-xzf", path, "-C", unpacked]);
    const older = join(unpacked, "older.cjs");
    writeFileSync(older, 'Object.defineProperty(process, "versions", { value: { node: "18.20.0" } });');
    const args = ["--require", older, join(unpacked, "pulumi-resource-ncf.mjs")];
    expect(await runProgram(process.execPath, args, {})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Node.js 20.19 or later is required"),
    });
  });
});

function pulumiPlatform(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  return `${system}-${process.arch === "x64" ? "amd64" : process.arch}`;
}
