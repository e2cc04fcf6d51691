import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { JsonObject } from "../../model/json.ts";
import type { CommandContext } from "../CommandContext.ts";
import { loadStackFile } from "../stack/loadStackFile.ts";
import type { SchemaName } from "./schemaNames.ts";

/** Options of `ncf schema`. */
export interface SchemaOptions {
  /** Stack file, or `true` for the usual one. */
  readonly install?: string | true;
}

const usualFile = "stack.yaml";
const schemaFile = "ncf.schema.json";
// Read by the YAML language server, in VS Code, Neovim, Helix and others, and by IntelliJ.
const modeline = `# yaml-language-server: $schema=./${schemaFile}`;

/**
 * Runs `ncf schema [NAME]`: prints a JSON Schema. With `--install`, writes that of stack files beside a stack file, and names it in the file's first line, so that
 * editors complete and check it.
 * @throws NcfError NCF_FILE_MISSING where there is no such stack file
 */
export async function schemaCommand(
  { terminal }: CommandContext,
  name: SchemaName,
  { install }: SchemaOptions,
): Promise<void> {
  if (install === undefined) {
    terminal.write(schemaText(await readSchema(name)));
    return;
  }
  const { path, shownPath, file } = loadStackFile(install === true ? usualFile : install, terminal);
  writeFileSync(join(dirname(path), schemaFile), schemaText(await readSchema("stack")));
  const isNamed = file.text.includes("yaml-language-server:");
  if (!isNamed) writeFileSync(path, `${modeline}\n${file.text}`);
  terminal.write(
    isNamed
      ? `Wrote ${schemaFile} beside ${shownPath}, which names a schema already.\n`
      : `Wrote ${schemaFile} beside ${shownPath}, and named it in the first line of ${shownPath}.\n`,
  );
}

async function readSchema(name: SchemaName): Promise<JsonObject> {
  if (name === "events") {
    const { eventSchema } = await import("../json/eventSchema.ts");
    return eventSchema();
  }
  const { stackFileSchema } = await import("../../stack/language/stackFileSchema.ts");
  return stackFileSchema();
}

function schemaText(schema: JsonObject): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
