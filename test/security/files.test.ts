import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findBackend } from "../../src/cli/stack/backend.ts";
import { runNcf } from "../../src/cli/runNcf.ts";
import { nodeJournalFiles } from "../../src/ports/nodeJournalFiles.ts";
import { writePrivateFile } from "../../src/ports/nodePrivateFiles.ts";
import { nodeProjectFiles } from "../../src/ports/nodeProjectFiles.ts";
import { UnreadableFile } from "../../src/ports/projectFiles.ts";
import { captured, ncf } from "../unit/cli/captured.ts";
import { openNcfFolder } from "../support/openNcfFolder.ts";

const canary = "canary-9f31c6";
let base: string;
let project: string;
let outside: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "ncf-files-"));
  project = join(base, "project");
  outside = join(base, "outside");
  mkdirSync(join(project, "stacks"), { recursive: true });
  mkdirSync(join(project, ".git"));
  mkdirSync(outside);
  writeFileSync(join(outside, "secret.txt"), canary);
  writeFileSync(join(project, "query.sql"), "select 1");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe("a stack file reads", () => {
  const read = (path: string, ...allowed: readonly string[]): string | undefined =>
    nodeProjectFiles(join(project, "stacks"), allowed)(path);

  test("files of its checkout, and those that are allowed", () => {
    expect(read(join(project, "query.sql"))).toBe("select 1");
    expect(read(join(project, "nothing"))).toBeUndefined();
    expect(read(join(outside, "secret.txt"), outside)).toBe(canary);
    expect(read(join(outside, "secret.txt"), join(outside, "secret.txt"))).toBe(canary);
  });

  test("nothing outside of it, wherever links lead", () => {
    symlinkSync(join(outside, "secret.txt"), join(project, "link.txt"));
    symlinkSync(outside, join(project, "folder"));
    for (const path of [
      join(outside, "secret.txt"),
      join(project, "link.txt"),
      join(project, "folder", "secret.txt"),
      join(project, "..", "outside", "secret.txt"),
    ]) {
      expect(() => read(path)).toThrow(UnreadableFile);
    }
    expect(read(join(project, "link.txt"), outside)).toBe(canary);
  });

  test("no credentials of the checkout", () => {
    writeFileSync(join(project, ".git", "config"), canary);
    expect(() => read(join(project, ".git", "config"))).toThrow(UnreadableFile);
  });

  test.each([
    "/proc/self/environ",
    "/proc/self/cmdline",
    "/dev/zero",
    "/dev/stdin",
    "/sys/kernel/uevent_seqnum",
  ])("nothing of the kernel, even where all is allowed: %s", (path) => {
    if (!existsSync(path)) return;
    symlinkSync(path, join(project, "link"));
    expect(() => read(path, "/")).toThrow(UnreadableFile);
    expect(() => read(join(project, "link"), "/")).toThrow(UnreadableFile);
  });

  test("no FIFO, without waiting for a writer, no directory, and nothing over 4 MiB", () => {
    execFileSync("mkfifo", [join(project, "fifo")]);
    expect(() => read(join(project, "fifo"))).toThrow("is not a regular file");
    expect(() => read(project)).toThrow(UnreadableFile);
    writeFileSync(join(project, "large"), "");
    truncateSync(join(project, "large"), 4 * 1024 * 1024);
    expect(read(join(project, "large"))).toHaveLength(4 * 1024 * 1024);
    truncateSync(join(project, "large"), 4 * 1024 * 1024 + 1);
    expect(() => read(join(project, "large"))).toThrow("is larger than 4 MiB");
  });
});

describe("`ncf validate`", () => {
  async function validate(text: string, ...words: readonly string[]): Promise<{ code: number; out: string }> {
    const path = join(project, "stack.yaml");
    writeFileSync(path, text);
    const { terminal, out } = captured({ words: ["validate", path, ...words] });
    const ports = { ...terminal.ports, readText: (one: string) => readFileSync(one, "utf8") };
    const code = await runNcf({ ...terminal, ports, projectFiles: nodeProjectFiles });
    return { code, out: out() };
  }

  test("refuses a fixed path outside the project at its place, and takes it with --allow-read", async () => {
    const text = `name: p\noutputs: { v: { fn::readFile: ../outside/secret.txt } }\n`;
    const refused = await validate(text);
    expect(refused.code).toBe(2);
    expect(refused.out).toContain("fn::readFile: the file ../outside/secret.txt is outside the project");
    expect(refused.out).toContain("pass --allow-read with its path");
    expect(refused.out).not.toContain(canary);
    expect(await validate(text, "--allow-read", outside)).toMatchObject({ code: 0 });
  });

  test("refuses the environment of this process", async () => {
    const { code, out } = await validate(`name: p\noutputs: { v: { fn::readFile: /proc/self/environ } }\n`);
    expect(code).toBe(2);
    expect(out).toContain("/proc/self/environ belongs to the kernel");
  });

  test("refuses a schema file outside the project", async () => {
    const { code, out } = await validate(`name: p
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: a, paramsSchema: { $ref: ../outside/secret.txt } } }
`);
    expect(code).toBe(2);
    expect(out).toContain("outside/secret.txt is outside the project");
  });
});

describe("files that ncf writes", () => {
  const stackFile = (): string => join(project, "stack.yaml");
  const own = (): string => join(project, ".ncf");

  test("are for this user alone, also where they exist", () => {
    mkdirSync(join(own(), "state"), { recursive: true, mode: 0o777 });
    chmodSync(own(), 0o777);
    writeFileSync(join(own(), ".gitignore"), "*\n", { mode: 0o666 });
    chmodSync(join(own(), ".gitignore"), 0o666);
    findBackend(undefined, {}, stackFile());
    expect(modeOf(own())).toBe(0o700);
    expect(modeOf(join(own(), "state"))).toBe(0o700);
    expect(modeOf(join(own(), ".gitignore"))).toBe(0o600);
  });

  test.each([".ncf", ".ncf/state", ".ncf/state/.pulumi", ".ncf/state/.pulumi/stacks"])(
    "do not follow a symbolic link in the place of %s",
    (name) => {
      mkdirSync(join(project, name, ".."), { recursive: true });
      symlinkSync(outside, join(project, name));
      expect(() => findBackend(undefined, {}, stackFile())).toThrow(/is a symbolic link/);
      expect(existsSync(join(outside, ".gitignore"))).toBe(false);
      expect(existsSync(join(outside, "state"))).toBe(false);
    },
  );

  test.each([".ncf/.gitignore", "plan.json"])(
    "take the place of a symbolic link, and leave alone what it names: %s",
    (name) => {
      mkdirSync(own());
      symlinkSync(join(outside, "secret.txt"), join(project, name));
      if (name === "plan.json") writePrivateFile(join(project, name), "{}");
      else findBackend(undefined, {}, stackFile());
      expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe(canary);
      expect(readFileSync(join(project, name), "utf8")).not.toBe(canary);
      expect(modeOf(join(project, name))).toBe(0o600);
    },
  );

  test("of a journal are no symbolic links, no FIFOs that wait, and for this user alone", async () => {
    symlinkSync(join(outside, "secret.txt"), join(project, "link.jsonl"));
    await expect(nodeJournalFiles.open(join(project, "link.jsonl"))).rejects.toThrow("ELOOP");
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe(canary);
    const path = join(project, "journal.jsonl");
    writeFileSync(path, "");
    chmodSync(path, 0o644);
    const file = await nodeJournalFiles.open(path);
    await file.close();
    expect(modeOf(path)).toBe(0o600);
    await nodeJournalFiles.replace(path, Buffer.from("x"));
    expect(modeOf(path)).toBe(0o600);
    symlinkSync(join(outside, "secret.txt"), `${path}.new-${process.pid}`);
    await nodeJournalFiles.replace(path, Buffer.from("y"));
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe(canary);
  });

  test("stay within `.ncf` in a whole run", async () => {
    const folder = await openNcfFolder(
      "name: p\nresources:\n  a: { type: ncf:ActionInvocation, properties: { actionName: echo } }\n",
    );
    try {
      expect(await folder.run("ncf up stack.yaml --stack dev --yes")).toMatchObject({ code: 0 });
      expect(await folder.run("ncf up stack.yaml --stack dev --yes")).toMatchObject({ code: 0 });
      expect(modeOf(join(folder.folder, ".ncf"))).toBe(0o700);
    } finally {
      await folder.close();
    }
  });
});

describe("a file of variables", () => {
  test.each([
    "NODE_OPTIONS=--require=/tmp/x.js",
    "PATH=/tmp",
    "LD_PRELOAD=/tmp/x.so",
    "DYLD_INSERT_LIBRARIES=x",
  ])("sets nothing that runs other code: %s", async (line) => {
    const files = { "stack.yaml": "name: p\n", "v.env": `${line}\n` };
    const { code, err } = await ncf(["preview", "stack.yaml", "--stack", "dev", "--vars", "v.env"], {
      files,
    });
    expect(code).toBe(2);
    expect(err).toContain(`${line.split("=")[0]} is not supported in a file of variables`);
  });

  test("is not read by Node itself, before ncf refuses what is in it", async () => {
    const folder = await openNcfFolder("name: p\n");
    try {
      const trap = join(folder.folder, "trap.cjs");
      writeFileSync(
        trap,
        `require("node:fs").writeFileSync(${JSON.stringify(join(folder.folder, "ran"))}, "");`,
      );
      writeFileSync(join(folder.folder, "v.env"), `NODE_OPTIONS=--require=${trap}\n`);
      const { code, stderr } = await folder.run("ncf preview stack.yaml --stack dev --vars v.env");
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("NODE_OPTIONS") });
      expect(existsSync(join(folder.folder, "ran"))).toBe(false);
    } finally {
      await folder.close();
    }
  });
});
