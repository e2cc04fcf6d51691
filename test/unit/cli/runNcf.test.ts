import { describe, expect, test } from "vitest";
import { readEvents } from "../../support/readEvents.ts";
import { ncf } from "./captured.ts";

const good = `name: orders
config:
  release: { type: string }
  dsn: { type: string, secret: true }
resources:
  migrate:
    type: ncf:ActionInvocation
    properties: { actionName: migrate, params: { version: "\${release}", dsn: "\${dsn}" } }
`;
const bad = `name: orders
resources:
  migrate:
    type: ncf:ActionInvocation
    properties:
      acionName: migrate
`;
const files = { "stack.yaml": good, "bad.yaml": bad, "folder/stack.yaml": good, "empty/other.txt": "" };
const backend = ["--backend", "file:///state"];
const values = ["--config", "release=1", "--secret", "dsn=canary-1"];

describe("ncf validate", () => {
  test("reports a file without errors, and finds stack.yaml in a directory", async () => {
    expect(await ncf(["validate", "stack.yaml", "folder"], { files })).toEqual({
      code: 0,
      out: "stack.yaml: no mistakes, 1 resource\nfolder/stack.yaml: no mistakes, 1 resource\n",
      err: "",
    });
  });

  test("shows each error with its place and a hint", async () => {
    expect(await ncf(["validate", "bad.yaml"], { files })).toEqual({
      code: 2,
      out: `NCF_STACK_KEY_UNKNOWN: acionName is not a key of the properties of ncf:ActionInvocation
  --> bad.yaml:6:7
  |
6 |       acionName: migrate
  |       ^^^^^^^^^
  hint: write actionName

1 mistake
`,
      err: "",
    });
  });

  test("checks the stack file of the working directory where none is named", async () => {
    expect((await ncf(["validate"], { files })).out).toBe("stack.yaml: no mistakes, 1 resource\n");
  });

  test("reports a missing file beside the mistakes of the others", async () => {
    const { code, out, err } = await ncf(["validate", "stak.yaml", "bad.yaml"], { files });
    expect(code).toBe(2);
    expect(err).toContain("NCF_FILE_MISSING: file stak.yaml does not exist");
    expect(out).toContain("1 mistake\n");
    const { out: json } = await ncf(["validate", "stak.yaml", "bad.yaml", "--json"], { files });
    expect(JSON.parse(json)).toMatchObject([
      { kind: "error", code: "NCF_FILE_MISSING" },
      { code: "NCF_STACK_KEY_UNKNOWN" },
    ]);
  });

  test("prints errors as data, and none as an empty list", async () => {
    const { code, out } = await ncf(["validate", "bad.yaml", "--json"], { files });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject([
      { file: "bad.yaml", range: { start: { line: 6, column: 7 } }, hint: expect.any(String) },
    ]);
    expect(await ncf(["validate", "stack.yaml", "--format", "json"], { files })).toMatchObject({
      code: 0,
      out: "[]\n",
    });
  });

  test("writes annotations for GitHub Actions", async () => {
    const { out } = await ncf(["validate", "bad.yaml", "--format", "github"], { files });
    expect(out).toMatch(/^::error file=bad\.yaml,line=6,endLine=6,col=7,endColumn=16,title=NCF_STACK_\w+::/);
  });
});

describe("what the parser refuses", () => {
  test("has a code and the command whose help has more", async () => {
    expect(await ncf(["activation", "get", "--kye", "x"])).toEqual({
      code: 2,
      out: "",
      err: "NCF_USAGE: unknown option '--kye'\n  hint: did you mean --key? run ncf activation get --help\n",
    });
  });

  test("is an event with --json", async () => {
    const { code, out, err } = await ncf(["up", "stack.yaml", "--checkpoints", "never", "--json"]);
    expect({ code, err }).toEqual({ code: 2, err: "" });
    expect(readEvents(out)).toMatchObject([{ kind: "error", code: "NCF_USAGE", hint: "run ncf up --help" }]);
  });

  test("is not reported where a help text is shown", async () => {
    const { code, err } = await ncf(["activation"]);
    expect({ code, hasCode: err.includes("NCF_") }).toEqual({ code: 2, hasCode: false });
  });
});

describe("wrong usage is refused with a way out", () => {
  const cases: readonly [string, readonly string[], string][] = [
    ["a mistyped command", ["validat", "stack.yaml"], "did you mean validate?"],
    ["a mistyped option", ["validate", "stack.yaml", "--jsn"], "did you mean --json?"],
    ["an unknown format", ["validate", "stack.yaml", "--format", "xml"], "text, json, github"],
    ["a missing file", ["validate", "stak.yaml"], "file stak.yaml does not exist"],
    ["a missing file before a missing stack", ["up", "stak.yaml"], "file stak.yaml does not exist"],
    ["a missing file before a confirmation", ["destroy", "no", "-s", "dev"], "file no does not exist"],
    ["a directory without a stack file", ["validate", "empty"], "the directory empty has no stack.yaml"],
    ["no stack", ["preview", "stack.yaml"], "add --stack dev, or set PULUMI_STACK"],
    ["a change without confirmation", ["up", "stack.yaml", "-s", "dev"], "pass --yes"],
    [
      "text where a number is required",
      ["up", "stack.yaml", "-s", "dev", "-y", "-p", "many"],
      "--parallel many",
    ],
    [
      "a plan and a re-run at once",
      ["up", "stack.yaml", "--plan", "p", "--rerun", "x"],
      "cannot be used with",
    ],
    [
      "a missing plan",
      ["up", "stack.yaml", "-s", "dev", "-y", "--plan", "p"],
      "--plan p: the file does not exist",
    ],
    [
      "another file as a plan",
      ["up", "stack.yaml", "-s", "dev", "-y", "--plan", "bad.yaml"],
      "is not a file that preview",
    ],
    ["a value without a name", ["preview", "stack.yaml", "-s", "dev", "-c", "release"], "has no ="],
    [
      "a mistyped config name",
      ["preview", "stack.yaml", "-s", "dev", "-c", "relase=1"],
      "did you mean release?",
    ],
    [
      "a mistyped setting",
      ["preview", "stack.yaml", "-s", "dev", "-c", "ncf:regoin=KR"],
      "did you mean region?",
    ],
    [
      "config of another provider",
      ["preview", "stack.yaml", "-s", "dev", "--secret", "aws:secretKey=canary-1"],
      "ncf config set aws:secretKey VALUE",
    ],
    [
      "checkpoints that do not exist",
      ["up", "stack.yaml", "-s", "dev", "-y", "--checkpoints", "never"],
      "auto, each, end",
    ],
    ["a config value that is missing", ["preview", "stack.yaml", "-s", "dev"], "--config release=VALUE"],
    ["a missing file of variables", ["preview", "stack.yaml", "--vars", "e"], "--vars e:"],
    [
      "a mistyped resource",
      ["up", "stack.yaml", "-s", "dev", "-y", ...values, "--rerun", "migrat"],
      "did you mean migrate?",
    ],
    [
      "no passphrase",
      ["preview", "stack.yaml", "-s", "dev", ...backend, ...values],
      "PULUMI_CONFIG_PASSPHRASE",
    ],
    [
      "no passphrase to read outputs with",
      ["outputs", "stack.yaml", "-s", "dev", ...backend],
      "NCF_PASSPHRASE_MISSING: ",
    ],
  ];

  test.each(cases)("%s", async (_what, words, says) => {
    const { code, out, err } = await ncf(words, { files });
    expect(err).toContain(says);
    expect(err).not.toContain("canary-1");
    expect([code, out]).toEqual([2, ""]);
  });

  test("a missing passphrase and missing credentials, both at once", async () => {
    const words = ["up", "-s", "dev", "-y", ...backend, ...values];
    const { code, err } = await ncf(words, { files });
    expect(code).toBe(2);
    expect(err).toContain("NCF_PASSPHRASE_MISSING: ");
    expect(err).toContain("NCF_CREDENTIALS_MISSING: ");
  });

  test("a key that is set to nothing, by the name of its variable", async () => {
    const env = { PULUMI_CONFIG_PASSPHRASE: "p", NCLOUD_ACCESS_KEY: "", NCLOUD_SECRET_KEY: "" };
    const { code, err } = await ncf(["up", "-s", "dev", "-y", ...backend, ...values], { files, env });
    expect([code, err]).toEqual([2, expect.stringContaining("NCLOUD_ACCESS_KEY is empty")]);
  });

  test("as a line of JSON with --json, and nothing else", async () => {
    const { code, out, err } = await ncf(["up", "stack.yaml", "-s", "dev", "--json"], { files });
    expect(JSON.parse(out)).toMatchObject({ kind: "error", code: "NCF_USAGE" });
    expect([code, err]).toEqual([2, ""]);
    const mistakes = await ncf(["up", "bad.yaml", "-s", "dev", "-y", "--json"], { files });
    expect(JSON.parse(mistakes.out)).toMatchObject({ kind: "mistake", file: "bad.yaml" });
    expect(mistakes).toMatchObject({ code: 2, err: "" });
  });

  test("a stack is named by Pulumi's own variable as well, and by a file of variables", async () => {
    const words = ["preview", "stack.yaml", ...backend, ...values];
    expect((await ncf(words, { files, env: { PULUMI_STACK: "dev" } })).err).toContain(
      "NCF_PASSPHRASE_MISSING",
    );
    const env = { ...files, "run.env": "PULUMI_STACK=dev\n" };
    expect((await ncf([...words, "--vars", "run.env"], { files: env })).err).toContain(
      "NCF_PASSPHRASE_MISSING",
    );
  });
});

test("the schema is printed as JSON", async () => {
  const { code, out } = await ncf(["schema"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#" });
});

test("the help of every command has an example of that command", async () => {
  const { out } = await ncf(["--help"]);
  const names = [...out.matchAll(/^ {2}(\w+) (?:\[options\]|  )/gm)].map(([, name]) => name as string);
  expect(names).toEqual(expect.arrayContaining(["validate", "preview", "up", "schema", "emulate"]));
  for (const name of names) {
    const help = await ncf([name, "--help"]);
    expect(help.code).toBe(0);
    expect(help.out).toMatch(new RegExp(`\\nExample:\\n  ncf ${name}\\b`));
  }
});
