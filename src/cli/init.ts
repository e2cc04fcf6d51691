import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { NcfError } from "../diagnostics/ncfError.ts";
import { shellWord } from "../diagnostics/safeText.ts";
import type { CommandContext } from "./CommandContext.ts";

/** Port of the emulator in the files and commands of a new project. */
const port = 7380;
// Not secrets: the emulator on loopback accepts these, and nothing else does.
const keys = { access: "emulatorAccessKey", secret: "emulatorSecretKey" };

/**
 * Runs `ncf init [DIR]`: writes a stack file, a schema, an example action and the settings to run them on the emulator. Writes nothing where one of the
 * files exists.
 * @throws NcfError NCF_USAGE
 */
export function init({ terminal }: CommandContext, directory = "."): void {
  const folder = resolve(terminal.cwd, directory);
  const files = newFiles(projectName(basename(folder)));
  const existing = Object.keys(files).filter((name) => existsSync(join(folder, name)));
  if (existing.length > 0) {
    throw new NcfError("NCF_USAGE", {
      reason: `nothing was written, because ${existing.join(", ")} in ${directory} would be overwritten`,
      hint: "name an empty or a new directory: ncf init DIR",
    });
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: "wx" });
    } catch (error) {
      throw new NcfError("NCF_USAGE", {
        reason: `cannot write ${path}: ${(error as Error).message}`,
        hint: "name a directory that can be written: ncf init DIR",
      });
    }
  }
  const inside = (name: string): string => shellWord(directory === "." ? name : join(directory, name));
  terminal.write(`Created in ${directory}: ${Object.keys(files).join(", ")}

Next:
  ncf validate ${inside("stack.yaml")}
  ncf emulate ${inside("actions")} --port ${port} --access-key ${keys.access} --secret-key ${keys.secret}
  ncf up ${inside("stack.yaml")} --stack dev --env-file ${inside("emulator.env")} --yes

The emulator runs until it is interrupted: run ncf up in another terminal.
`);
}

/** Returns a directory's name as a name of a project: letters, digits, `-`, `_` and `.`. */
function projectName(directory: string): string {
  const name = directory.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replaceAll(/^[-.]+|[-.]+$/g, "");
  return name === "" ? "orders" : name.slice(0, 100);
}

/** Files of a new project by their path. */
function newFiles(name: string): Readonly<Record<string, string>> {
  return {
    "stack.yaml": `# For completion in editors: ncf schema > ncf.schema.json
# yaml-language-server: $schema=./ncf.schema.json
name: ${JSON.stringify(name)}
description: Calls an action at each new release
config:
  release: { type: string, default: "1.0.0" }
resources:
  migrate:
    type: ncf:ActionInvocation
    properties:
      actionName: migrate
      params: { release: "\${release}" }
      paramsSchema: { $ref: ./schemas/migrate.params.json }
      # The action shows this key in its result, so that a call whose response is lost can be found.
      idempotencyParam: idempotencyKey
outputs:
  tables: \${migrate.result.tables}
`,
    "schemas/migrate.params.json": `${JSON.stringify(
      {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        properties: {
          release: {
            description: "Version of the release, such as 1.4.0",
            type: "string",
            pattern: String.raw`^\d+\.\d+\.\d+$`,
          },
          idempotencyKey: { description: "Key of the call, which idempotencyParam adds", type: "string" },
        },
        required: ["release"],
        additionalProperties: false,
      },
      undefined,
      2,
    )}\n`,
    "actions/migrate.js": `// Stands in for the action on Cloud Functions while the emulator runs.
function main({ release, idempotencyKey }) {
  return { tables: ["orders", "customers"], release, idempotencyKey };
}
exports.main = main;
`,
    "Pulumi.dev.yaml": `# Settings of the stack dev: it calls the emulator. Remove the line to call Cloud Functions.
config:
  ncf:endpoint: http://127.0.0.1:${port}
`,
    "emulator.env": `# The emulator accepts these keys, and nothing else does. Variables of the environment take precedence.
NCLOUD_ACCESS_KEY=${keys.access}
NCLOUD_SECRET_KEY=${keys.secret}
PULUMI_CONFIG_PASSPHRASE=emulator
`,
  };
}
