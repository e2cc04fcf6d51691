import { findUnsafeJson } from "../../client/decodeResponse.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { findJsonError } from "../calls/findJsonError.ts";
import { readTextOf } from "../stack/loadStackFile.ts";
import type { Terminal } from "../terminal.ts";

/** Standard input is read up to here, characters: params are at most 1 MiB as sent. */
const longestInput = 8 * 1024 * 1024;

/**
 * Reads the option `--params`: JSON, `@FILE`, or `-` for standard input. Messages never quote it.
 * @throws NcfError NCF_FILE_MISSING, NCF_PARAMS_NOT_JSON with the place, NCF_USAGE for `-` at a terminal
 */
export async function readParams(
  option: string | undefined,
  terminal: Pick<Terminal, "cwd" | "ports" | "isInputTerminal" | "readInput">,
): Promise<JsonObject> {
  if (option === undefined) return {};
  if (option === "-")
    return parseParams(await readInput(terminal), "standard input", "pipe a JSON object into it");
  if (option.startsWith("@")) {
    const file = option.slice(1);
    if (file === "") {
      throw new NcfError("NCF_USAGE", {
        reason: "--params @ names no file",
        hint: "write --params @params.json",
      });
    }
    return parseParams(readTextOf("--params", file, terminal), file, "correct the file");
  }
  return parseParams(
    option,
    "the argument",
    `write it in single quotes: --params '{"name": "value"}', or use --params @FILE`,
  );
}

async function readInput({
  isInputTerminal,
  readInput: read,
}: Pick<Terminal, "isInputTerminal" | "readInput">): Promise<string> {
  if (isInputTerminal) {
    throw new NcfError("NCF_USAGE", {
      reason: "--params - reads standard input, which is a terminal",
      hint: "pipe the JSON into the command, or use --params @FILE",
    });
  }
  const text = await read(longestInput);
  if (text.length > longestInput) {
    throw new NcfError("NCF_PARAMS_TOO_LARGE", { reason: "--params -: standard input is longer than 8 MiB" });
  }
  return text;
}

function parseParams(text: string, source: string, hint: string): JsonObject {
  const refuse = (why: string): NcfError =>
    new NcfError("NCF_PARAMS_NOT_JSON", { reason: `--params: ${source} ${why}`, hint });
  const json = text.replace(/^\uFEFF/, "");
  if (json.trim() === "") throw refuse("is empty");
  const error = findJsonError(json);
  if (error !== undefined) {
    throw refuse(`is not JSON: line ${error.line}, column ${error.column}: ${error.reason}`);
  }
  const value = JSON.parse(json) as Json;
  const unsafe = findUnsafeJson(json, value);
  if (unsafe !== undefined) throw refuse(unsafe);
  if (isJsonObject(value)) return value;
  const found = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
  throw refuse(`is ${found}, not an object`);
}
