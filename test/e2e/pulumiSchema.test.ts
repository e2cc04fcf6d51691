import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findTool } from "../../src/engine/install/findTool.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { runProgram } from "../../src/engine/install/runProgram.ts";
import { engineTool } from "../../src/engine/install/tools.ts";
import { which } from "../../src/engine/install/which.ts";
import { engineEnvironment } from "../support/engineEnvironment.ts";
import { providerProgram } from "../support/StartedProvider.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const deadlineMs = 180_000;

interface Schema {
  readonly name: string;
  readonly version: string;
  readonly resources: Readonly<Record<string, { readonly requiredInputs: readonly string[] }>>;
  readonly functions: Readonly<Record<string, object>>;
  readonly config: {
    readonly variables: Readonly<
      Record<string, { readonly secret?: boolean; readonly defaultInfo?: object }>
    >;
  };
  readonly language: Readonly<Record<string, object>>;
}

let folder: string;
let pulumi: string;
let env: Readonly<Record<string, string>>;
let schema: Schema;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ncf-schema-"));
  pulumi = (await findTool(engineTool, { ports: nodeEnginePorts() })).path;
  env = engineEnvironment(join(folder, "backend"), pulumi);
  schema = JSON.parse(await run(pulumi, ["package", "get-schema", providerProgram])) as Schema;
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(program: string, args: readonly string[], cwd = folder): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program, args, { cwd, env, deadlineMs });
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}

/**
 * Generates an SDK with the engine, where the language host that it needs is beside it, as in Pulumi's archive; else with the same generators
 * out of the Go module of the engine.
 */
async function generateSdk(language: string): Promise<string> {
  const out = join(folder, "sdk");
  const host = `pulumi-language-${language}`;
  if (which(host, [dirname(pulumi), process.env["PATH"] ?? ""].join(delimiter)) !== undefined) {
    await run(pulumi, ["package", "gen-sdk", providerProgram, "--language", language, "--out", out]);
  } else {
    const path = join(folder, "schema.json");
    writeFileSync(path, JSON.stringify(schema));
    const go = ["run", "-mod=readonly", "-buildvcs=false", "-trimpath", "./generateSdk", path, language];
    await run("go", [...go, join(out, language)], join(repository, "tools/engine"));
  }
  return join(out, language);
}

describe("the schema that pulumi package get-schema prints", () => {
  test("names the resource, the function and this version", () => {
    const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as Schema;
    expect(schema).toMatchObject({ name: "ncf", version });
    expect(Object.keys(schema.resources).toSorted()).toEqual([
      "ncf:index:ActionCheck",
      "ncf:index:ActionInvocation",
    ]);
    expect(Object.keys(schema.functions)).toEqual(["ncf:index:getActivation", "ncf:index:invokeAction"]);
    expect(schema.resources["ncf:index:ActionInvocation"]?.requiredInputs).toEqual(["actionName"]);
  });

  test("keeps credentials secret, and lets no SDK copy them out of the environment", () => {
    const { accessKey, secretKey, profile } = schema.config.variables;
    expect([accessKey, secretKey]).toEqual([
      expect.objectContaining({ secret: true }),
      expect.objectContaining({ secret: true }),
    ]);
    expect([accessKey?.defaultInfo, secretKey?.defaultInfo]).toEqual([undefined, undefined]);
    expect(profile?.defaultInfo).toBeUndefined();
  });

  test("has the settings of every language's generator", () => {
    expect(Object.keys(schema.language)).toEqual(["csharp", "go", "java", "nodejs", "python"]);
  });
});

describe("an SDK generated from the schema", () => {
  test("for Node takes what a program may write, and refuses mistakes", async () => {
    const sdk = await generateSdk("nodejs");
    symlinkSync(join(repository, "node_modules"), join(sdk, "node_modules"));
    const program = `
import * as pulumi from "@pulumi/pulumi";
import * as ncf from "./index";

export const region: string | undefined = ncf.config.region;
const provider = new ncf.Provider("tokyo", { region: "JPN", secretKey: pulumi.secret("SK"), rerun: { one: "a" } });
const migrate = new ncf.ActionInvocation(
  "migrate",
  {
    packageName: "db",
    actionName: "migrate",
    params: { version: "2026-11", deep: [{ dsn: pulumi.secret("…") }] },
    paramsSchema: true,
    waitFor: "10m",
    retry: { attempts: 2, budget: 500 },
    onUnknown: "adopt",
    platform: ncf.Platform.Vpc,
    triggers: [1, { a: "b" }],
  },
  { provider, import: "db/migrate/0" },
);
const smoke = new ncf.ActionCheck("smoke", {
  actionName: "health",
  every: 500,
  within: "1m",
  successes: 2,
  success: true,
  resultSchema: { required: ["ready"] },
  triggers: [migrate.activationId],
});
export const calls: pulumi.Output<number> = smoke.calls;
export const tables: pulumi.Output<any> = migrate.result.apply((result) => result["tables"]);
export const started: pulumi.Output<number | undefined> = migrate.start;
export const run: pulumi.Output<string> = ncf.getActivationOutput({ id: "db/migrate/0" }).outcome;
// @ts-expect-error: there is no such region
new ncf.ActionInvocation("wrong", { actionName: "a", region: "MOON" });
// @ts-expect-error: the action is required
new ncf.ActionInvocation("missing", {});
`;
    writeFileSync(join(sdk, "program.ts"), program);
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const options =
      "--ignoreConfig --noEmit --strict --skipLibCheck --module nodenext --target es2022 --types node";
    const args = [tsc, ...options.split(" "), "program.ts"];
    const { stdout, code } = await runProgram(process.execPath, args, { cwd: sdk, env, deadlineMs });
    expect({ stdout, code }).toEqual({ stdout: "", code: 0 });
  });

  test.each([
    ["go", "ncf/actionInvocation.go", "type ActionInvocation struct"],
    ["go", "ncf/actionCheck.go", "type ActionCheck struct"],
    ["python", "pulumi_ncf/action_invocation.py", "class ActionInvocation(pulumi.CustomResource)"],
  ])("for %s has the resource (%s)", async (language, file, text) => {
    const sdk = await generateSdk(language);
    expect(existsSync(join(sdk, file))).toBe(true);
    expect(readFileSync(join(sdk, file), "utf8")).toContain(text);
  });
});
