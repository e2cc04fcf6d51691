import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { stackProgram } from "../../src/pulumi/stackProgram.ts";
import type { StackOptions } from "../../src/engine/stackOptions.ts";
import { commandPluginPath } from "../support/commandPluginPath.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";

const examples = fileURLToPath(new URL("../../stacks/", import.meta.url));
const activationId = expect.stringMatching(/^[0-9a-f]{32}$/);

const table = mkdtempSync(join(tmpdir(), "ncf-rows-"));
afterAll(() => rmSync(table, { recursive: true }));

/** What an example is given, what it gives, and the actions that it calls. */
interface Expected {
  readonly config?: NonNullable<StackOptions["config"]>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly calls: readonly string[];
}

const expected: Readonly<Record<string, Expected>> = {
  hello: {
    config: { name: { value: "Mina" } },
    outputs: { greeting: "hello Mina" },
    calls: ["hello"],
  },
  "migrate-then-warm": {
    config: { release: { value: "7.1" }, dsn: { value: "postgres://orders", isSecret: true } },
    outputs: { tables: ["orders", "customers"], warmed: true, call: activationId },
    calls: ["db/migrate", "warm-cache"],
  },
  "fan-out": {
    outputs: { acme: "https://acme.example.com", quota: 10, report: "all tenants are registered" },
    calls: ["tenants/register", "tenants/register", "tenants/report"],
  },
  "long-action": { outputs: { documents: 4800, calls: 1 }, calls: ["reindex"] },
  "charge-once": {
    config: { table: { value: table } },
    outputs: { receipt: "A-17 paid 12000" },
    calls: ["charge"],
  },
  announce: {
    config: { release: { value: "7.2" } },
    outputs: { said: "released 7.2 at https://example.com/releases/7.2" },
    calls: ["publish"],
  },
};

let opened: TestStack;
afterEach(() => opened.close());

describe("the examples in stacks", () => {
  const plugin = commandPluginPath();
  const names = readdirSync(examples).filter((name) => statSync(examples + name).isDirectory());

  test.each(names)(
    "%s calls what it says, gives the outputs expected, and then calls nothing",
    async (name) => {
      console.info(`command plugin: ${plugin.kind}`);
      const path = `${examples}${name}/stack.yaml`;
      const { config = {}, outputs, calls } = expected[name] as Expected;
      opened = await openTestStack({
        program: stackProgram({ text: readFileSync(path, "utf8"), path }),
        emulator: { actionsDir: `${examples}${name}/actions` },
        env: { PATH: [plugin.folder, process.env["PATH"]].join(delimiter) },
        config,
      });
      const { stack, emulator, run } = opened;
      const up = await run((handles) => stack.up(handles));
      const values = Object.entries(up.outputs).map(([key, { value }]) => [key, value as unknown]);
      expect(Object.fromEntries(values)).toEqual(outputs);

      const again = await run((handles) => stack.up(handles));
      expect(Object.keys(again.summary.resourceChanges ?? {})).toEqual(["same"]);
      expect(
        emulator.ledger.posts.map(({ packageName, actionName }) =>
          packageName === "-" ? actionName : `${packageName}/${actionName}`,
        ),
      ).toEqual(calls);
    },
  );
});
