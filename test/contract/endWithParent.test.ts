import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { endWithParent } from "../../src/ports/nodeEndWithParent.ts";

const module = fileURLToPath(new URL("../../dist/ports/nodeEndWithParent.js", import.meta.url));

test("a program that was started this way is killed with its parent, where the system can do that", async () => {
  const words = endWithParent();
  expect([[], ["setpriv", "--pdeathsig", "KILL", "--"]]).toContainEqual(words);
  const parent = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { spawn } from "node:child_process";
import { endWithParent } from ${JSON.stringify(module)};
const text = "console.log(process.pid); setInterval(() => {}, 1000)";
const [program, ...args] = [...endWithParent(), process.execPath, "-e", text];
spawn(program, args, { detached: true, stdio: ["ignore", "inherit", "ignore"] });`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [text] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(text.toString());
  parent.kill("SIGKILL");
  await once(parent, "close");
  // Elsewhere it stays.
  if (words.length === 0) process.kill(pid, "SIGKILL");
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 10_000);
});
