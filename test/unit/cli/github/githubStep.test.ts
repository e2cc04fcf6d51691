import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { githubView } from "../../../../src/cli/github/githubView.ts";
import { withGitHubStep } from "../../../../src/cli/github/githubStep.ts";
import { maskableLines } from "../../../../src/cli/github/maskableLines.ts";
import { linesView } from "../../../../src/cli/views/linesView.ts";
import { Rows } from "../../../../src/cli/views/rows.ts";
import { SecretValue, type ValueObject } from "../../../../src/model/value.ts";
import { captured, ncf } from "../captured.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ncf-github-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function stepEnv(): Readonly<Record<string, string>> {
  return {
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
  };
}

/** Ends a run with these outputs in a step, and returns what it wrote. */
function endRun(outputs: ValueObject, env = stepEnv()) {
  const { terminal, out, err } = captured({ env });
  const step = withGitHubStep(terminal);
  const { ports, github } = step;
  if (github === undefined) throw new Error("this is no step");
  const plan = { steps: [] };
  const view = githubView(linesView(new Rows(plan, ports.clock), step, ports.clock.now), {
    github,
    title: "up orders/dev",
    rows: new Rows(plan, ports.clock),
  });
  view.end({ result: "succeeded", outputs, failures: [] });
  return { out: out(), err: err() };
}

describe("a run in a step of GitHub Actions", () => {
  test("sets its public outputs, and no part of a secret one", () => {
    endRun({
      url: "https://example.com",
      tables: ["orders"],
      dsn: new SecretValue("canary-1"),
      nested: { open: "x", token: new SecretValue("canary-2") },
    });
    const text = readFileSync(join(folder, "output"), "utf8");
    expect([...text.matchAll(/^(.*)<</gm)].map(([, name]) => name)).toEqual([
      "ncf-result",
      "url",
      "tables",
      "ncf-outputs",
    ]);
    expect(text).toContain('{"url":"https://example.com","tables":["orders"]}');
    expect(text).not.toMatch(/canary|secret|nested/);
  });

  test("masks each line of a secret before anything else is written", () => {
    const { out, err } = endRun({
      key: new SecretValue({ pem: "-----BEGIN-----\nMIIB4zCC\n\nab\n", id: 17 }),
    });
    expect(err).toBe("::add-mask::-----BEGIN-----\n::add-mask::MIIB4zCC\n");
    expect(out).toBe("key = [secret]\n0 failed in 0.0 s\n");
  });

  test("writes no secret to a file, where no runner would read the mask", () => {
    const { terminal, err } = captured({ env: stepEnv() });
    withGitHubStep({ ...terminal, isErrorFile: true }).github?.mask(["canary-1"]);
    expect(err()).toBe("");
  });

  test("keeps a result from giving the runner commands", () => {
    const { out } = endRun({ said: "x\n::add-mask::orders\n##[set-output name=a]b" });
    expect(out).toMatch(/^said = x\n.*add-mask::orders\n.*set-output name=a\]b\n0 failed in 0\.0 s\n$/);
    expect(out).not.toMatch(/^\s*::|##\[/m);
  });

  test("is not made a failure by a summary that cannot be written", () => {
    const { err } = endRun(
      { a: 1 },
      { ...stepEnv(), GITHUB_STEP_SUMMARY: join(folder, "missing", "summary") },
    );
    expect(err).toMatch(/^::warning::cannot write GITHUB_STEP_SUMMARY: ENOENT/);
  });

  test("names the output whose name is invalid for a step", () => {
    const { err } = endRun({ "a<<b": 1 });
    expect(err).toBe(
      "::warning::output a<<b is not set for the step: its name is not one of GitHub Actions\n",
    );
  });
});

test("short lines and common words are not masked, since that would garble the log", () => {
  expect(maskableLines(["abc", "true", "NULL", "a\r\nlonger one\rlast", " spaced ", "a".repeat(4)])).toEqual([
    "longer one",
    "spaced",
    "last",
    "aaaa",
  ]);
});

describe("errors in GitHub Actions", () => {
  const bad =
    "name: orders\nresources:\n  migrate:\n    type: ncf:ActionInvocation\n    properties: { acionName: x }\n";
  const env = { GITHUB_ACTIONS: "true", PULUMI_CONFIG_PASSPHRASE: "x" };

  test("errors in a stack file are annotations, in validate and in every other command", async () => {
    const annotation =
      /^::error file=bad\.yaml,line=5,endLine=5,col=19,endColumn=28,title=NCF_STACK_KEY_UNKNOWN::/;
    const validated = await ncf(["validate", "bad.yaml"], { files: { "bad.yaml": bad }, env });
    expect(validated).toMatchObject({ code: 2, out: expect.stringMatching(annotation), err: "" });
    const up = await ncf(["up", "bad.yaml", "-s", "dev", "-y"], { files: { "bad.yaml": bad }, env });
    expect(up).toMatchObject({ code: 2, out: "", err: expect.stringMatching(annotation) });
  });

  test("an error without a place is an annotation, once", async () => {
    const { err, code } = await ncf(["up", "missing.yaml", "-s", "dev", "-y"], { env });
    expect(code).toBe(2);
    expect(err).toBe(
      "::error title=NCF_FILE_MISSING::file missing.yaml does not exist%0A  hint: check the path; it is relative to the working directory\n",
    );
  });

  test("--json writes only JSON to standard output, and the annotation to standard error", async () => {
    const { out, err } = await ncf(["up", "missing.yaml", "-s", "dev", "-y", "--json"], { env });
    expect(JSON.parse(out)).toMatchObject({ kind: "error", code: "NCF_FILE_MISSING" });
    expect(err).toMatch(/^::error title=NCF_FILE_MISSING::/);
  });

  test("elsewhere nothing of this is written", async () => {
    const { out, err } = await ncf(["validate", "bad.yaml"], {
      files: { "bad.yaml": bad },
      env: { ...env, GITHUB_ACTIONS: "false" },
    });
    expect(out + err).not.toContain("::");
  });
});
