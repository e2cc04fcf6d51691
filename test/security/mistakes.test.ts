import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { engineError } from "../../src/engine/engineErrors.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { checkText, placed } from "./stackText.ts";

describe("mistakes of a stack file", () => {
  test("in one string are all reported at once, each at its place", () => {
    const text = 'name: many\noutputs: { t: "${a.} ${nope} ${pulumi.nope} ${[0]} ${a b}" }\n';
    expect(checkText(text).diagnostics.map((one) => placed(text, one))).toEqual([
      "NCF_STACK_EXPRESSION ${a.}",
      "NCF_STACK_REFERENCE_UNKNOWN nope",
      "NCF_STACK_PATH_IMPOSSIBLE nope",
      "NCF_STACK_EXPRESSION ${[0]}",
      "NCF_STACK_EXPRESSION ${a b}",
    ]);
  });

  test("a command's environment and arguments are checked as its plugin checks them", () => {
    const text = `name: number
config: { n: { type: integer, default: 5 } }
variables: { env: { M: 7 } }
resources:
  c: { type: command:local:Command, properties: { create: "true", environment: { N: 5, B: true, S: "5" }, interpreter: [sh, 1] } }
  d: { type: command:local:Command, properties: { create: "true", environment: "\${env}" } }
  e: { type: command:local:Command, properties: { create: "true", environment: { N: "\${n}" } } }
`;
    expect(checkText(text).diagnostics.map((one) => placed(text, one))).toEqual([
      "NCF_STACK_TYPE 5",
      "NCF_STACK_TYPE true",
      "NCF_STACK_TYPE 1",
      'NCF_STACK_TYPE "${env}"',
      'NCF_STACK_TYPE "${n}"',
    ]);
  });

  test("are none where a number output is used for a number input", () => {
    const text = `name: generation
resources:
  one: { type: ncf:ActionInvocation, properties: { actionName: echo } }
  two: { type: ncf:ActionInvocation, properties: { actionName: echo, timeout: "\${one.generation}" } }
`;
    expect(checkText(text).diagnostics).toEqual([]);
  });
});

describe("a hint does not repeat what the user did", () => {
  const file = (declaration: string): string =>
    `name: p\nconfig: { c: ${declaration} }\noutputs: { c: "\${c}" }\n`;

  test.each([
    ["{ type: integer }", "many", "give it as in this example: 7"],
    ["{ type: array }", "a,b", 'give it as in this example: ["a", "b"]'],
    ["{ value: 1 }", "2", "leave it out of the command line and the settings file"],
  ])("when config %s is given as %s", (declaration, c, hint) => {
    const { diagnostics } = checkText(file(declaration), { config: { c }, needsConfig: true });
    expect(diagnostics).toMatchObject([{ hint: expect.stringContaining(hint) }]);
  });

  test("when a passphrase is set and wrong", () => {
    const end = { code: 255, signal: null, stdout: "", stderr: "error: incorrect passphrase\n" };
    const { code, hint } = engineError(end);
    expect(code).toBe("NCF_PASSPHRASE_INVALID");
    expect(hint).not.toContain("set PULUMI_CONFIG_PASSPHRASE");
  });
});

describe("`ncf up`", () => {
  let folder: NcfFolder;
  afterEach(() => folder.close());

  test("reads a settings key without a namespace as the project's, as the engine does", async () => {
    folder = await openNcfFolder(`name: sh
config: { rel: { type: string }, pass: { type: string, secret: true } }
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: echo, params: { r: "\${rel}" } } }
outputs: { r: "\${a.result.r}" }
`);
    const settings = `config:\n  rel: r42\n  pass: x\n  ncf:endpoint: ${folder.emulator.url}\n`;
    writeFileSync(join(folder.folder, "Pulumi.dev.yaml"), settings);
    const up = await folder.run("ncf up stack.yaml --stack dev --yes");
    expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining("r = r42") });
  });

  test("passes numbers of a result to a command's environment as text", async () => {
    folder = await openNcfFolder(`name: p
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: echo, params: { n: 7, b: true } } }
  c:
    type: command:local:Command
    properties:
      create: echo "$N $B"
      environment: { N: "\${a.result.n}", B: "\${a.result.b}" }
outputs: { said: "\${c.stdout}" }
`);
    const up = await folder.run("ncf up stack.yaml --stack dev --yes");
    expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining("said = 7 true") });
  });
});
