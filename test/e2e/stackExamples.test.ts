import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { commandPluginPath } from "../support/commandPluginPath.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { readEvents } from "../support/readEvents.ts";

const examples = fileURLToPath(new URL("../../stacks/", import.meta.url));
const activationId = expect.stringMatching(/^[0-9a-f]{32}$/);

const table = mkdtempSync(join(tmpdir(), "ncf-rows-"));
afterAll(() => rmSync(table, { recursive: true }));

/** What an example is given, its outputs, and the actions that it calls. */
interface Expected {
  readonly options?: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly calls: readonly string[];
}

const expected: Readonly<Record<string, Expected>> = {
  hello: { options: "-c name=Mina", outputs: { greeting: "hello Mina" }, calls: ["-/hello"] },
  "migrate-then-warm": {
    options: "-c release=7.1 --secret dsn=postgres://orders",
    outputs: { tables: ["orders", "customers"], warmed: true, call: activationId },
    calls: ["db/migrate", "-/warm-cache"],
  },
  "fan-out": {
    outputs: { acme: "https://acme.example.com", quota: 10, report: "all tenants are registered" },
    calls: ["tenants/register", "tenants/register", "tenants/report"],
  },
  "long-action": { outputs: { documents: 4800, calls: 1 }, calls: ["-/reindex"] },
  "charge-once": {
    options: `-c table=${table}`,
    outputs: { receipt: "A-17 paid 12000" },
    calls: ["-/charge"],
  },
  "smoke-test": {
    options: "-c release=7.2",
    outputs: { running: "7.2" },
    calls: ["-/roll-out", "-/health", "-/health", "-/health", "-/health"],
  },
  announce: {
    options: "-c release=7.2",
    outputs: { said: "released 7.2 at https://example.com/releases/7.2" },
    calls: ["-/publish"],
  },
};

let opened: NcfFolder;
afterEach(() => opened.close());

describe("the examples in stacks", () => {
  const plugin = commandPluginPath();
  const names = readdirSync(examples).filter((name) => statSync(examples + name).isDirectory());

  test.each(names)(
    "%s calls what it says, gives the outputs expected, and then calls nothing",
    async (name) => {
      console.info(`command plugin: ${plugin.kind}`);
      const { options = "", outputs, calls } = expected[name] as Expected;
      opened = await openNcfFolder(readFileSync(`${examples}${name}/stack.yaml`, "utf8"), {
        actionsDir: `${examples}${name}/actions`,
        allowWrite: [table],
      });
      const { emulator, folder, run } = opened;
      const schemas = `${examples}${name}/schemas`;
      if (existsSync(schemas)) cpSync(schemas, join(folder, "schemas"), { recursive: true });
      const up = await run(`ncf up . -s dev --yes ${options}`);
      expect(up).toMatchObject({ code: 0 });
      const shown = await run("ncf outputs . -s dev --json --show-secrets");
      expect(JSON.parse(shown.stdout)).toEqual(outputs);

      const again = await run(`ncf up . -s dev --yes --json ${options}`);
      expect(again).toMatchObject({ code: 0 });
      const kinds = new Set(readEvents(again.stdout).map(({ kind }) => kind));
      // The engine warns of a plugin that it finds on PATH.
      kinds.delete("message");
      expect(kinds).toEqual(new Set(["begin", "unchanged", "summary"]));
      expect(emulator.ledger.posts.map((post) => `${post.packageName}/${post.actionName}`)).toEqual(calls);
    },
  );
});
