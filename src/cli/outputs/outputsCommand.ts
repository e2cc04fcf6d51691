import { resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { plainText } from "../../diagnostics/safeText.ts";
import { readOutputs } from "../../engine/stackCommands.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import { hasSecretMark, toShownObject, withoutMarks } from "../../model/shownJson.ts";
import { SecretValue, type Value, type ValueObject } from "../../model/value.ts";
import { selectPart } from "../calls/selectJson.ts";
import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { prepareStack } from "../stack/prepareStack.ts";
import type { StackCommandOptions } from "../stack/stackOptions.ts";
import type { Terminal } from "../terminal.ts";
import { outputLines } from "../views/text.ts";
import { parseOutputPath } from "./outputPath.ts";

/** Options of `ncf outputs`. */
export interface OutputsOptions extends StackCommandOptions {
  readonly showSecrets?: true;
  readonly raw?: true;
}

const usualFile = "stack.yaml";

/** Runs `ncf outputs [FILE] [NAME]`: prints the outputs of the last run, or one of them. */
export async function outputsCommand(
  context: CommandContext,
  first: string,
  second: string | undefined,
  options: OutputsOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const { named, name } = readArguments(first, second, terminal);
    const steps = name === undefined ? undefined : parseOutputPath(name);
    if (options.raw === true && name === undefined) {
      throw new NcfError("NCF_USAGE", {
        reason: "--raw requires the name of an output",
        hint: "write ncf outputs FILE NAME --raw",
      });
    }
    const { workspace, checked } = await prepareStack(
      terminal,
      named,
      options,
      { runsProgram: false },
      signal,
    );
    const showsSecrets = options.showSecrets === true;
    const found = await readOutputs(workspace, showsSecrets);
    // In the order of the file, as up shows them; the engine sorts them.
    const names = checked.file.outputs.map((one) => one.name).filter((one) => Object.hasOwn(found, one));
    const ordered = { ...Object.fromEntries(names.map((one) => [one, found[one] as Value])), ...found };
    const shown = toShownObject(showsSecrets ? (revealed(ordered) as ValueObject) : ordered);
    if (!showsSecrets) terminal.github?.setOutputs(withoutSecrets(shown));
    if (name === undefined || steps === undefined) {
      const lines =
        options.json === true ? [JSON.stringify(shown)] : outputLines(withoutMarks(shown) as JsonObject);
      for (const line of lines) terminal.write(`${line}\n`);
      return;
    }
    const given = `output ${plainText(name)}`;
    printOutput(selectPart(shown, steps, { given, what: "the stack's outputs" }), name, options, terminal);
  });
}

/** Tells the arguments apart: one that can be no file, and is none, names an output of the usual file. */
function readArguments(
  first: string,
  second: string | undefined,
  { cwd, ports }: Pick<Terminal, "cwd" | "ports">,
): { readonly named: string; readonly name: string | undefined } {
  const looksLikeFile = /[/\\]|\.(?:ya?ml|json)$|^\.{1,2}$/.test(first);
  if (second !== undefined || looksLikeFile || exists(resolve(cwd, first), ports))
    return { named: first, name: second };
  return { named: usualFile, name: first };
}

function exists(path: string, { readText }: Pick<Terminal["ports"], "readText">): boolean {
  try {
    return readText(path) !== undefined;
  } catch {
    // A directory, or what cannot be read.
    return true;
  }
}

function printOutput(
  value: Json,
  name: string,
  { json, raw }: OutputsOptions,
  terminal: Pick<Terminal, "write" | "writeRaw" | "isInteractive" | "github">,
): void {
  if (json === true) {
    terminal.write(`${JSON.stringify(value)}\n`);
    return;
  }
  if (hasSecretMark(value)) {
    throw new NcfError("NCF_USAGE", {
      reason: `output ${plainText(name)} is secret`,
      hint: "pass --show-secrets to print it in plain text",
    });
  }
  const plain = withoutMarks(value);
  const text = typeof plain === "string" ? plain : JSON.stringify(plain);
  if (raw !== true) terminal.write(`${text}\n`);
  // A program reads it byte for byte; a terminal, or the log of a CI service, must not act on it.
  else if (terminal.isInteractive || terminal.github !== undefined) terminal.write(text);
  else terminal.writeRaw(text);
}

function revealed(value: Value): Value {
  if (value instanceof SecretValue) return revealed(value.value);
  if (Array.isArray(value)) return (value as readonly Value[]).map(revealed);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value as ValueObject).map(([key, part]) => [key, revealed(part)]));
}

/** Leaves out the outputs that have a secret in them. */
function withoutSecrets(shown: JsonObject): JsonObject {
  const open = Object.entries(shown).filter(([, value]) => !hasSecretMark(value));
  return withoutMarks(Object.fromEntries(open)) as JsonObject;
}
