import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { openYamlProject, type YamlProject } from "../support/openYamlProject.ts";
import { stackFilePage } from "../support/stackFileExamples.ts";
import { yamlDifferences, type YamlDifference } from "../support/yamlDifferences.ts";

/** Outputs of a run that worked; else everything that it reported. */
type Result = Readonly<Record<string, unknown>> | string;

describe("a file that a stack and Pulumi YAML take differently", () => {
  let project: YamlProject;
  let ncf: NcfFolder;
  beforeAll(async () => {
    project = await openYamlProject({ program: "outputs: {}\n" });
    ncf = await openNcfFolder("name: yaml\n");
    const schema = JSON.stringify({ type: "object", required: ["name"] });
    for (const { folder } of [project, ncf]) writeFileSync(join(folder, "params.json"), schema);
  });
  afterAll(async () => {
    await project.close();
    await ncf.close();
  });

  async function withPulumi({ file, config = {} }: YamlDifference): Promise<Result> {
    project.write(file);
    for (const [key, value] of Object.entries(config)) await project.must("config", "set", key, value);
    const { code, stdout, stderr } = await project.pulumi("up", "--yes", "--skip-preview");
    return code === 0 ? project.outputs() : stdout + stderr;
  }

  async function withNcf({ file, config = {} }: YamlDifference): Promise<Result> {
    const args = Object.entries(config).map(([key, value]) => ` --config ${key}=${value}`);
    writeFileSync(join(ncf.folder, "stack.yaml"), `name: yaml\n${file}`);
    const { code, stdout, stderr } = await ncf.run(
      `ncf up stack.yaml --stack dev --yes --json${args.join("")}`,
    );
    if (code !== 0) return stdout + stderr;
    const last = stdout.trim().split("\n").at(-1) ?? "";
    return (JSON.parse(last) as { readonly outputs: Result }).outputs;
  }

  test.each(yamlDifferences)("$title", async (difference) => {
    const { stackFile, pulumiYaml } = difference;
    const [ours, theirs] = await Promise.all([withNcf(difference), withPulumi(difference)]);
    expect({ ours, theirs }).toEqual({ ours: expected(stackFile), theirs: expected(pulumiYaml) });
  });
});

test("the page's table of differences has a row for each of these, and no other", () => {
  const [, section = ""] = stackFilePage.split("## Differences from Pulumi YAML\n");
  const rows = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| (.+?) +\|/gm)].map(([, cell]) => cell);
  expect(rows.slice(2)).toEqual(yamlDifferences.map(({ title }) => title));
});

function expected(result: Result): unknown {
  if (typeof result !== "string") return result;
  return { asymmetricMatch: (report: unknown) => typeof report === "string" && report.includes(result) };
}
