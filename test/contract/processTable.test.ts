import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { nodeProcessTable } from "../../src/ports/nodeProcesses.ts";

// `ps` is what macOS and others have; it is here too.
test.each([
  ["by the system's own files", process.platform],
  ["by ps", "darwin"],
] as const)(
  "a process is seen %s with what it runs, its parent and its start, until it ends",
  async (_how, platform) => {
    const table = nodeProcessTable(platform);
    const startedFrom = Date.now();
    const child = spawn("sleep", ["61"]);
    const pid = child.pid as number;
    await expect.poll(() => table.at(pid)?.command).toBe("sleep 61");
    const seen = table.at(pid);
    expect(seen).toMatchObject({ pid, parentPid: process.pid });
    expect(Math.abs((seen?.beganAt ?? 0) - startedFrom)).toBeLessThan(10_000);
    expect(table.at(pid)).toEqual(seen);

    child.kill("SIGKILL");
    await once(child, "exit");
    expect(table.at(pid)).toBeUndefined();
  },
);

test("what has no parent here has none, and not its own group", () => {
  expect(nodeProcessTable().at(0)).toBeUndefined();
});

test("on Windows a process is seen to be there, and this one with its parent", async () => {
  const table = nodeProcessTable("win32");
  expect(table.at(process.ppid)).toMatchObject({ pid: process.ppid, startedAt: "" });
  expect(table.at(process.pid)).toMatchObject({ parentPid: process.ppid, command: process.argv.join(" ") });
  const child = spawn("true");
  await once(child, "exit");
  expect(table.at(child.pid as number)).toBeUndefined();
});
