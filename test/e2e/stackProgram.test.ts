import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { stackProgram } from "../../src/pulumi/stackProgram.ts";
import { commandPluginPath } from "../support/commandPluginPath.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";
import { textBelow } from "../support/textBelow.ts";

let test: TestStack;
afterEach(() => test.close());

const canary = "canary-5b1e9d20c4";

const orders = `name: orders
config:
  release: { type: string }
  dsn: { type: string, secret: true }
  sizes: { type: object, default: { small: { level: 1 }, large: { level: 3 } } }
resources:
  first:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { name: "\${release}", dsn: "\${dsn}", tables: [users, orders] }
    options: { protect: false, retainOnDelete: true, customTimeouts: { create: 10m } }
  other:
    type: ncf:ActionInvocation
    properties: { actionName: echo }
  sized:
    type: ncf:ActionInvocation
    each: \${sizes}
    properties:
      actionName: echo
      params: { key: "\${each.key}", level: "\${each.value.level}", table: "\${first.result.tables[1]}" }
    options: { parent: "\${first}", dsn: x }
outputs:
  table: \${first.result.tables[0]}
  levels: ["\${sized[\\"small\\"].result.level}", "\${sized[\\"large\\"].result.level}"]
  shown: release \${release} of \${pulumi.project}/\${pulumi.stack}
  hidden: { fn::toJSON: { dsn: "\${dsn}" } }
`.replace("dsn: x", 'dependsOn: ["${other}"]');

const places = `name: places
config:
  word: { type: string }
  list: { type: array, default: [1] }
resources:
  say:
    type: command:local:Command
    properties:
      create: cat; echo " $WORD in $(basename $PWD)"
      update: echo "$PULUMI_COMMAND_STDOUT, then $WORD"
      delete: echo gone > ../trace
      dir: ./below
      stdin: I say
      environment: { WORD: "\${word}" }
      triggers: \${list}
outputs:
  said: \${say.stdout}
`;

interface ResourceOptionsRecord {
  readonly urn: string;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly retainOnDelete?: boolean;
  readonly customTimeouts?: object;
}

describe("a stack file on the real engine", () => {
  it("declares its resources with their options, keeps secrets, and calls nothing when nothing has changed", async () => {
    test = await openTestStack({
      program: stackProgram({ text: orders, path: "orders.yaml" }),
      config: { "e2e:release": { value: "7" }, "e2e:dsn": { value: canary, isSecret: true } },
    });
    const { stack, run, events, stateFolder, emulator } = test;
    const { changeSummary } = await run((handles) => stack.preview(handles));
    expect(changeSummary).toEqual({ create: 5 });
    expect(emulator.ledger.posts).toEqual([]);

    const { outputs } = await run((handles) => stack.up(handles));
    expect(outputs).toEqual({
      table: { value: "users", secret: true },
      // The parts are secret, not the list.
      levels: { value: [1, 3], secret: false },
      shown: { value: "release 7 of e2e/test", secret: false },
      hidden: { value: JSON.stringify({ dsn: canary }), secret: true },
    });
    const { resources = [] } = (await stack.exportStack()).deployment as {
      resources?: ResourceOptionsRecord[];
    };
    const named = (name: string) => resources.find(({ urn }) => urn.endsWith(`::${name}`));
    const { urn: first = "" } = named("first") ?? {};
    expect(named("first")).toMatchObject({ retainOnDelete: true, customTimeouts: { create: 600 } });
    expect(named("sized-large")).toMatchObject({
      parent: first,
      dependencies: expect.arrayContaining([first, named("other")?.urn]),
    });
    expect(textBelow(stateFolder) + JSON.stringify(events)).not.toContain(canary);

    const again = await run((handles) => stack.up(handles));
    expect(again.summary.resourceChanges).toEqual({ same: 5 });
    expect(emulator.ledger.posts).toHaveLength(4);
  });

  it("shows all mistakes before it declares anything, and what goes wrong later at its place, without a trace of the stack", async () => {
    let text = orders.replace("tables[1]", "tabels[1]").replace("name: orders", "nmae: orders");
    test = await openTestStack({
      program: () => stackProgram({ text, path: "orders.yaml" })(),
      config: { "e2e:dsn": { value: canary, isSecret: true } },
    });
    const { stack, run, events, emulator } = test;
    const refused = await run((handles) => stack.preview(handles)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "NCF_STACK_KEY_UNKNOWN" });
    const said = JSON.stringify(events);
    for (const place of [
      "NCF_STACK_KEY_UNKNOWN: nmae",
      "orders.yaml:1:1",
      "NCF_STACK_CONFIG_INVALID: release",
    ])
      expect(said).toContain(place);
    expect(said).not.toContain("    at ");
    expect(events.filter(({ kind }) => kind === "begun")).toHaveLength(1);

    text = orders.replace("tables[1]", "tabels[1]");
    await stack.setConfig("release", { value: "7" });
    events.length = 0;
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({
      code: "NCF_STACK_PATH_IMPOSSIBLE",
      reason: expect.stringContaining("--> orders.yaml:21:74"),
    });
    expect(JSON.stringify(events)).not.toMatch(/ {4}at |canary/);
    expect(emulator.ledger.posts.map(({ params }) => params)).toContainEqual(
      expect.objectContaining({ name: "7" }),
    );
  });

  it("runs commands beside the file: created, updated, replaced by a trigger, deleted", async () => {
    const plugin = commandPluginPath();
    console.info(`command plugin: ${plugin.kind}`);
    const folder = mkdtempSync(join(tmpdir(), "ncf-command-"));
    mkdirSync(join(folder, "below"));
    test = await openTestStack({
      program: stackProgram({ text: places, path: join(folder, "stack.yaml") }),
      env: { PATH: [plugin.folder, process.env["PATH"]].join(delimiter) },
      config: { "e2e:word": { value: "one" } },
    });
    const { stack, run } = test;
    const up = async () => {
      const { outputs, summary } = await run((handles) => stack.up(handles));
      const { same: _, ...changes } = summary.resourceChanges ?? {};
      return [outputs["said"]?.value as string, changes];
    };
    expect(await up()).toEqual(["I say one in below", { create: 2 }]);
    await stack.setConfig("word", { value: "two" });
    expect(await up()).toEqual(["I say one in below, then two", { update: 1 }]);
    await stack.setConfig("list", { value: "[2]" });
    expect(await up()).toEqual(["I say two in below", { replace: 1 }]);
    expect(readFileSync(join(folder, "trace"), "utf8")).toBe("gone\n");
    rmSync(folder, { recursive: true });
  });
});
