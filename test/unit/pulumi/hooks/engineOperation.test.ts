import { expect, test } from "vitest";
import type { ProcessTable } from "../../../../src/ports/processes.ts";
import { engineOperation, isTeardown } from "../../../../src/pulumi/hooks/engineOperation.ts";

/** A table of processes of which each is the parent of the one before it. */
function chain(...commands: readonly string[]): ProcessTable {
  return {
    hostName: "ci",
    selfPid: 1,
    at: (pid) => {
      const command = commands[pid - 1];
      if (command === undefined) return undefined;
      return { pid, startedAt: "", beganAt: undefined, parentPid: pid + 1, command };
    },
  };
}

const program = "/usr/bin/node /app/node_modules/@pulumi/pulumi/cmd/run --stack destroy .";
const host = "/opt/pulumi/pulumi-language-nodejs 127.0.0.1:1";

test.each([
  ["/opt/pulumi/pulumi up --yes", "up", false],
  ["pulumi destroy --run-program --yes", "destroy", true],
  ["C:\\pulumi\\pulumi.exe --color never down --run-program", "down", true],
  ["pulumi --cwd app refresh --run-program", "refresh", true],
])("%s is recognized above the program", (engine, command, isDown) => {
  const found = engineOperation(chain(program, host, engine, "bash -c 'pulumi destroy'"));
  expect(found).toBe(command);
  expect(isTeardown(found)).toBe(isDown);
});

test("a program without the CLI above it, and one whose processes cannot be seen, has no operation", () => {
  expect(engineOperation(chain(program, "node deploy.js destroy", "bash"))).toBeUndefined();
  expect(engineOperation(chain("", ""))).toBeUndefined();
  expect(isTeardown(undefined)).toBe(false);
});
