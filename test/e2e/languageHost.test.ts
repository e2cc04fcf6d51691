import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findEngine } from "../../src/engine/install/findEngine.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { runProgram } from "../../src/engine/install/runProgram.ts";
import { engineEnvironment } from "../support/engineEnvironment.ts";
import { languageHostPath } from "../support/languageHostPath.ts";

const nodeModules = fileURLToPath(new URL("../../node_modules", import.meta.url));

const project = `name: greeter
runtime:
  name: nodejs
  options:
    typescript: false
main: program/index.js
`;

const program = `import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
if (config.get("mood") === "broken") throw new Error("the program is broken");
console.log(pulumi.runtime.isDryRun() ? "a preview" : "an update");
export const greeting = pulumi.interpolate\`hello \${config.require("name")}\`;
export const hidden = config.requireSecret("word");
`;

describe("the command line on a project in JavaScript", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ncf-language-host-"));
    mkdirSync(join(folder, "program"));
    symlinkSync(nodeModules, join(folder, "node_modules"));
    writeFileSync(join(folder, "Pulumi.yaml"), project);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(folder, "program", "index.js"), program);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("up runs the program with its config, gives its outputs, and says what a broken program says", async () => {
    const engine = await findEngine({ ports: nodeEnginePorts() });
    console.info(`language host: ${languageHostPath(engine.path).kind}`);
    const env = engineEnvironment(folder, engine.path);
    const pulumi = (...words: string[]) =>
      runProgram(engine.path, [...words, "--non-interactive"], { cwd: folder, env, deadlineMs: 120_000 });

    expect(await pulumi("stack", "init", "dev")).toMatchObject({ code: 0 });
    expect(await pulumi("config", "set", "name", "Mina")).toMatchObject({ code: 0 });
    expect(await pulumi("config", "set", "--secret", "word", "canary-7431")).toMatchObject({ code: 0 });

    const preview = await pulumi("preview");
    expect(preview).toMatchObject({ code: 0, stdout: expect.stringContaining("a preview") });
    const up = await pulumi("up", "--yes", "--skip-preview");
    expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining("an update") });
    expect(up.stdout + up.stderr).not.toContain("canary-7431");
    const outputs = await pulumi("stack", "output", "--json", "--show-secrets");
    expect(JSON.parse(outputs.stdout)).toEqual({ greeting: "hello Mina", hidden: "canary-7431" });

    expect(await pulumi("config", "set", "mood", "broken")).toMatchObject({ code: 0 });
    const broken = await pulumi("up", "--yes", "--skip-preview");
    expect(broken.code).not.toBe(0);
    expect(broken.stdout + broken.stderr).toContain("the program is broken");
    expect(await pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  });
});
