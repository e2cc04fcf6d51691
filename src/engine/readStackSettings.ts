import { Document, isMap, parseDocument, visit, type YAMLError } from "yaml";
import { NcfError } from "../diagnostics/ncfError.ts";
import { isInexactText } from "../model/exactNumbers.ts";
import { findTooDeep } from "../stack/parse/readNodes.ts";

/** Settings of a stack that this package reads. */
export interface StackSettings {
  /**
   * Values by key, `ncf:region`; a key without a namespace belongs to the project. An encrypted
   * value is an object with the key `secure`.
   */
  readonly config: Readonly<Record<string, unknown>>;
  readonly secretsProvider?: string;
  /** Salt for the key derived from the passphrase. Not a secret. */
  readonly encryptionSalt?: string;
}

/**
 * Reads the settings of a stack in Pulumi's format, `Pulumi.<stack>.yaml`.
 * @param shownPath - Path of the file, for messages.
 * @throws NcfError NCF_USAGE when the file has another format
 */
export function readStackSettings(text: string, shownPath: string): StackSettings {
  const refuse = (why: string): NcfError =>
    new NcfError("NCF_USAGE", {
      reason: `cannot read the settings ${shownPath}: ${why}`,
      hint: "use the format that pulumi config set writes, with the values under config:",
    });
  // The parser takes minutes for thousands of levels.
  if (findTooDeep(text) !== undefined) throw refuse("it is nested too deeply");
  let read: unknown;
  try {
    read = parseExactYaml(text) ?? {};
  } catch (error) {
    throw refuse(describeSyntaxError(error as Error & Partial<YAMLError>));
  }
  if (!isMapping(read)) throw refuse("it must be an object");
  const { config = {}, secretsprovider, encryptionsalt } = read;
  if (!isMapping(config)) throw refuse("config must be an object");
  return {
    config,
    ...(typeof secretsprovider === "string" ? { secretsProvider: secretsprovider } : {}),
    ...(typeof encryptionsalt === "string" ? { encryptionSalt: encryptionsalt } : {}),
  };
}

/**
 * Describes a syntax error without the parts of the file that its message quotes after a colon and
 * on further lines.
 */
function describeSyntaxError({ message, linePos }: Error & Partial<YAMLError>): string {
  const [what = ""] = message.replace(/ at line \d+, column \d+/, "").split(/[:\n]/, 1);
  const [start] = linePos ?? [];
  return start === undefined ? what : `${what} at line ${start.line}, column ${start.col}`;
}

/**
 * Parses YAML. A number that a double cannot hold becomes a string, the type of all config values
 * in a program.
 * @throws Error when the text is not YAML
 */
function parseExactYaml(text: string): unknown {
  const document = exactDocument(text);
  const [first] = document.errors;
  if (first !== undefined) throw first;
  return document.toJS();
}

function exactDocument(text: string): Document {
  // A warning would print parts of the file.
  const document = parseDocument(text, { logLevel: "error" });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === "number" && isInexactText(node.source ?? "")) node.value = node.source;
    },
  });
  return document;
}

/** Adds the salt of the state to the text of settings. */
export function withSalt(text: string | undefined, salt: string): string {
  const document = exactDocument(text ?? "{}\n");
  if (text !== undefined && document.contents === null && !/^(?:---|\.\.\.|%)/m.test(text)) {
    return `${text}\n${new Document({ encryptionsalt: salt }).toString()}`;
  }
  // Settings without a value, such as `~`.
  if (!isMap(document.contents)) document.contents = document.createNode({});
  document.set("encryptionsalt", salt);
  return document.toString();
}

/** Returns the text of settings with a value of the config in plain text. Comments stay. */
export function withConfigValue(text: string | undefined, key: string, value: string): string {
  const document = parseDocument(text ?? "");
  if (!isMap(document.get("config", true))) document.set("config", document.createNode({}));
  // What was left empty is `{}`, and would grow in one line.
  for (const node of [document.contents, document.get("config", true)])
    if (isMap(node) && node.items.length <= 1) node.flow = false;
  document.setIn(["config", key], value);
  return document.toString();
}

/** Returns the text of settings without a value of the config. Comments stay. */
export function withoutConfigValue(text: string, key: string): string {
  const document = parseDocument(text);
  document.deleteIn(["config", key]);
  return document.toString();
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
