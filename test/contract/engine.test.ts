import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { which } from "../../src/engine/install/which.ts";

const node = process.execPath;

describe("running a program", () => {
  const { run } = nodeEnginePorts();

  test("gives what it wrote and how it ended", async () => {
    const script = "console.log(process.env.WORD); console.error('oh'); process.exit(3)";
    const end = await run(node, ["-e", script], { env: { WORD: "hello" } });
    expect(end).toEqual({ code: 3, stdout: "hello\n", stderr: "oh\n" });
  });

  test("reports why a program does not start", async () => {
    expect(await run("/nowhere/pulumi", [], {})).toMatchObject({
      code: undefined,
      stderr: expect.stringContaining("ENOENT"),
    });
  });

  test("stops a program at its deadline", async () => {
    const end = await run(node, ["-e", "setInterval(() => {}, 1000)"], { deadlineMs: 200 });
    expect(end.code).toBeUndefined();
  });

  test("rejects with the signal's reason when it is interrupted", async () => {
    const interrupt = new AbortController();
    const running = run(node, ["-e", "setInterval(() => {}, 1000)"], { signal: interrupt.signal });
    interrupt.abort(new Error("interrupted"));
    await expect(running).rejects.toThrow("interrupted");
  });
});

test("distinguishes a living process from a dead one", async () => {
  const { isAlive, run } = nodeEnginePorts();
  const dead = await run(node, ["-p", "process.pid"], {});
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(Number(dead.stdout))).toBe(false);
});

test("finds only executable files on a PATH", () => {
  const folder = mkdtempSync(join(tmpdir(), "ncf-which-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const name = node.split("/").at(-1) ?? "";
  const folderOfNode = node.slice(0, -name.length - 1);
  expect(which(name, `${folder}::${folderOfNode}`)).toBe(node);
  expect(which("package.json", process.cwd())).toBeUndefined();
  expect(which("src", process.cwd())).toBeUndefined();
  expect(which(name, undefined)).toBeUndefined();
});
