import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { output } from "@pulumi/pulumi";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import { checkParams, checkResult } from "../../src/invocation/checkParams.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { unknownValue } from "../../src/schema/unknownValue.ts";
import type { RunEnd } from "../../src/engine/install/enginePorts.ts";
import { runProgram } from "../../src/engine/install/runProgram.ts";
import { engineEnvironment } from "../support/engineEnvironment.ts";
import { engineProgram } from "../support/engineProgram.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { openTestStack } from "../support/openTestStack.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Keys that JavaScript, Pulumi's SDK or its engine give a meaning of their own. As text: an object literal would set its prototype. */
const oddText = `{
  "__proto__": { "a": 1 }, "toString": "t", "constructor": "c", "valueOf": 1, "hasOwnProperty": 2, "then": "now", "length": 0,
  "toJSON": 3, "apply": 4, "__pulumiOutput": true, "__pulumiAsset": true, "__pulumiUnknown": true, "__provider": "p",
  "4dabf18193072939515e22adb298388d": "mark", "unknown": "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "ncf-escaped:x": "ncf-escaped:y",
  "": "empty", "a.b": 5, "a/b": 6, "b": [{ "__proto__": 7, "toString": 8 }]
}`;
const odd = JSON.parse(oddText) as JsonObject;
/** In one form whatever prototypes are: a test that compares objects does not see `__proto__`. */
const sorted = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))
      : part,
  );

const oddStack = `name: odd
config: { constructor: { type: string, default: c } }
variables: { toString: ${JSON.stringify(odd)} }
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: echo, params: "\${toString}" } }
  valueOf:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: "\${a.result}", triggers: ["\${constructor}"] }
outputs: { r: "\${valueOf.result}", toString: "\${a.result.toString}", __proto__: "\${a.result.b[0][\\"__proto__\\"]}" }
`;

describe("keys with a meaning of their own", () => {
  let folder: NcfFolder | undefined;
  afterEach(async () => {
    await folder?.close();
    folder = undefined;
  });

  test("go through a stack file, an action and the state as they are", async () => {
    folder = await openNcfFolder(oddStack);
    const up = await folder.run("ncf up stack.yaml --stack dev --yes");
    expect(up).toMatchObject({ code: 0 });
    for (const { params } of folder.emulator.ledger.runs) expect(sorted(params)).toEqual(sorted(odd));
    expect(folder.emulator.ledger.runs).toHaveLength(2);
    const { stdout } = await folder.run("ncf outputs stack.yaml --stack dev --json");
    expect(sorted(JSON.parse(stdout))).toEqual(
      sorted(JSON.parse(`{"r":${oddText},"toString":"t","__proto__":7}`)),
    );
    const again = await folder.run("ncf up stack.yaml --stack dev --yes");
    expect(again).toMatchObject({ code: 0 });
    expect(folder.emulator.ledger.runs).toHaveLength(2);
  });

  test("go through `pulumi up` of a stack file, whose SDK registers the outputs", async () => {
    folder = await openNcfFolder(oddStack);
    const { folder: cwd, emulator } = folder;
    symlinkSync(repository, join(cwd, "package"));
    const project = {
      name: "odd",
      runtime: { name: "nodejs", options: { typescript: false } },
      main: "package/dist/pulumi/program.js",
      plugins: { providers: [{ name: "ncf", path: "package/bin" }] },
    };
    writeFileSync(join(cwd, "Pulumi.yaml"), JSON.stringify(project));
    const engine = await engineProgram();
    const env = {
      ...engineEnvironment(cwd, engine),
      NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
      NCLOUD_SECRET_KEY: dummyKeys.secretKey,
    };
    const pulumi = (...args: readonly string[]): Promise<RunEnd> =>
      runProgram(engine, [...args, "--non-interactive"], { cwd, env, deadlineMs: 100_000 });
    expect(await pulumi("stack", "init", "dev")).toMatchObject({ code: 0 });
    const settings = { "ncf:endpoint": emulator.url, "ncf:stackFile": "stack.yaml" };
    for (const [key, value] of Object.entries(settings)) await pulumi("config", "set", key, value);
    expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(emulator.ledger.runs.map(({ params }) => sorted(params))).toEqual([sorted(odd), sorted(odd)]);
    const { stdout } = await pulumi("stack", "output", "--json");
    // Pulumi's SDK would lose these keys, so that its state has them in this form.
    expect(JSON.parse(stdout)).toMatchObject({
      "ncf-escaped:toString": "t",
      "ncf-escaped:__proto__": 7,
      r: { "ncf-escaped:__proto__": { a: 1 }, "ncf-escaped:toString": "t", constructor: "c" },
    });
  });

  test("go through a TypeScript program as they are", async () => {
    const stack = await openTestStack({
      program: async () => {
        const made = new ActionInvocation("a", { actionName: "echo", params: odd });
        const bare = Object.assign(Object.create(null) as object, { toString: "t" });
        const later = new ActionInvocation("later", {
          actionName: "echo",
          params: output(Promise.resolve(1)).apply(() => bare as never),
          triggers: [bare],
        });
        return { id: made.activationId, other: later.activationId };
      },
    });
    try {
      await stack.run((handles) => stack.stack.up(handles));
      const { runs } = stack.emulator.ledger;
      expect(
        runs
          .map(({ params }) => sorted(params))
          .toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length),
      ).toEqual([sorted(odd), sorted({ toString: "t" })]);
      await stack.run((handles) => stack.stack.up(handles));
      expect(stack.emulator.ledger.runs).toHaveLength(2);
    } finally {
      await stack.close();
    }
  });
});

describe("a schema", () => {
  test.each([
    ["known", {}],
    ["partly unknown", { x: unknownValue }],
  ] as const)("requires keys that every object inherits to be there: %s", (_what, params) => {
    const schema = { required: ["toString", "constructor", "__proto__"] };
    const issues = checkParams(params, schema);
    expect(issues.map(({ reason }) => /"(\w+)"/.exec(reason)?.[1])).toEqual([
      "toString",
      "constructor",
      "__proto__",
    ]);
    expect(checkParams(odd, schema)).toEqual([]);
  });

  test("does not look at what is inherited", () => {
    const schema = {
      properties: { toString: { type: "string" }, constructor: { type: "object", minProperties: 1 } },
    };
    expect(checkParams({}, schema)).toEqual([]);
    expect(checkParams({ toString: 1 }, schema)).toHaveLength(1);
    const action = { packageName: "-", actionName: "a" };
    expect(checkResult({ action, resultSchema: schema }, {})).toBeUndefined();
  });
});
