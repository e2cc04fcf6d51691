import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { parse } from "yaml";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { gitHubSteps, readPage, readStepOutputs } from "../support/recipes.ts";

const action = parse(readPage("action.yml")) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: Parameters<typeof gitHubSteps>[0] };
};
const stackFile = `name: orders
config:
  name: { type: string, default: world }
  token: { type: string, secret: true, default: canary-91ab }
resources:
  hello: { type: ncf:ActionInvocation, properties: { actionName: hello, params: { name: "\${name}" } } }
outputs:
  greeting: \${hello.result.greeting}
  token: \${token}
`;

let place: NcfFolder;
afterEach(() => place.close());

/** Runs the action as the runner does, with a stub of npm and ncf on PATH. */
async function runAction(inputs: Readonly<Record<string, string>>) {
  const given: Record<string, string> = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: usual }]) => [name, inputs[name] ?? usual]),
  );
  const { folder } = place;
  writeFileSync(join(folder, "bin", "npm"), `#!/bin/sh\necho "$@" > npm-args\n`, { mode: 0o755 });
  for (const name of ["output-1", "summary-1"]) rmSync(join(folder, name), { force: true });
  let stderr = "";
  let stdout = "";
  let code: number | null = 0;
  const outputs: Record<string, Readonly<Record<string, string>>> = {};
  for (const [at, { script, shell, env, id = "" }] of gitHubSteps(action.runs.steps).entries()) {
    const path = join(folder, `step-${at}`);
    writeFileSync(path, script);
    const replaced = Object.fromEntries(
      Object.entries(env).map(([name, value]) => {
        const [, input = ""] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value) ?? [];
        return [name, given[input]];
      }),
    );
    const end = await place.run([...shell, path].join(" "), {
      ...replaced,
      GITHUB_ACTIONS: "true",
      GITHUB_OUTPUT: join(folder, `output-${at}`),
      GITHUB_STEP_SUMMARY: join(folder, `summary-${at}`),
      GITHUB_PATH: join(folder, "path"),
      RUNNER_TEMP: join(folder, "temp"),
    });
    ({ code } = end);
    stdout += end.stdout;
    stderr += end.stderr;
    outputs[id] = readStepOutputs(join(folder, `output-${at}`));
    if (code !== 0) break;
  }
  const results = Object.entries(action.outputs).map(([name, { value }]) => {
    const [, step = "", output = ""] = /^\$\{\{ steps\.(\w+)\.outputs\.([\w-]+) \}\}$/.exec(value) ?? [];
    return [name, outputs[step]?.[output]];
  });
  const summary = existsSync(join(folder, "summary-1"))
    ? readFileSync(join(folder, "summary-1"), "utf8")
    : "";
  return { code, stdout, stderr, summary, outputs: Object.fromEntries(results) as Record<string, string> };
}

it("the action installs the package, runs ncf up, and gives the outputs that hold no secret", async () => {
  place = await openNcfFolder(stackFile);
  const { code, outputs, summary, stdout } = await runAction({
    stack: "dev",
    backend: `file://${makeDirectory("state")}`,
    args: "--config\nname=Mina Kim\n--yes\n",
  });
  expect(code).toBe(0);
  const version = action.inputs["version"]?.default;
  expect(readFileSync(join(place.folder, "npm-args"), "utf8")).toContain(
    ` pulumi-ncloud-functions@${version} @aws-sdk/client-s3@3\n`,
  );
  expect(readFileSync(join(place.folder, "path"), "utf8")).toBe(`${join(place.folder, "temp/ncf/bin")}\n`);
  expect(outputs).toEqual({ outputs: '{"greeting":"hello Mina Kim"}', result: "succeeded" });
  expect(summary).toMatch(/^### ncf up orders\/dev: succeeded\n[\s\S]*\| hello \| -\/hello \| done \|/);
  expect(stdout + summary).not.toContain("canary-91ab");
  const later = await runAction({
    command: "outputs",
    stack: "dev",
    backend: `file://${join(place.folder, "state")}`,
  });
  expect(later.outputs["outputs"]).toBe('{"greeting":"hello Mina Kim"}');
});

it("no input becomes a part of a script", async () => {
  place = await openNcfFolder(stackFile);
  const hostile = "$(touch broken) `touch broken`; touch broken \"'* ${{ x }}";
  const ended = await runAction({ stack: "dev", file: hostile, args: hostile, version: hostile });
  expect(ended).toMatchObject({ code: 2, outputs: {} });
  expect(existsSync(join(place.folder, "broken"))).toBe(false);
  const unchanged = await runAction({ stack: "dev", args: `--config\nname=${hostile}\n--yes` });
  expect(JSON.parse(unchanged.outputs["outputs"] ?? "{}")).toEqual({ greeting: `hello ${hostile}` });
});

it("a command without a stack runs too, and a failure ends the step with its annotation", async () => {
  place = await openNcfFolder(
    stackFile.replace('hello, params: { name: "${name}" }', "end, params: { how: throw }"),
  );
  const validated = await runAction({ command: "validate" });
  expect(validated).toMatchObject({ code: 0, stdout: "stack.yaml: no mistakes, 1 resource\n" });
  const failed = await runAction({ stack: "dev", args: "--yes" });
  expect(failed).toMatchObject({ code: 1, outputs: { result: "failed" } });
  expect(failed.stderr).toMatch(/^::error file=stack\.yaml,line=6,col=3,title=hello%3A NCF_ACTION_FAILED::/m);
  expect(failed.summary).toMatch(/\| hello \| -\/end \| failed \|/);
});

function makeDirectory(name: string): string {
  const path = join(place.folder, name);
  mkdirSync(path);
  return path;
}
