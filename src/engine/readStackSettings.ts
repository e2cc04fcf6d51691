import { type Document, isMap, parseDocument, visit, type YAMLError } from "yaml";
import { NcfError } from "../diagnostics/ncfError.ts";
import { isInexactText } from "../model/exactNumbers.ts";

/** Settings of a stack, as far as they are read here. */
export interface StackSettings {
  /** Values by key, `ncf:region`; one without a namespace is the project's. An encrypted one is an object with the key `secure`. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly secretsProvider?: string;
  /** Salt of the key that the passphrase gives. Not a secret. */
  readonly encryptionSalt?: string;
}

/**
 * Reads the settings of a stack as Pulumi writes them, `Pulumi.<stack>.yaml`.
 * @param shownPath - The file's path, for the message.
 * @throws NcfError NCF_USAGE when it is not such a file
 */
export function readStackSettings(text: string, shownPath: string): StackSettings {
  const refuse = (why: string): NcfError =>
    new NcfError("NCF_USAGE", {
      reason: `cannot read the settings ${shownPath}: ${why}`,
      hint: "use the format that pulumi config set writes, with the values under config:",
    });
  let read: unknown;
  try {
    read = parseExactYaml(text) ?? {};
  } catch (error) {
    throw refuse(describeSyntaxError(error as Error & Partial<YAMLError>));
  }
  if (!isMapping(read)) throw refuse("it is not a mapping");
  const { config = {}, secretsprovider, encryptionsalt } = read;
  if (!isMapping(config)) throw refuse("config is not a mapping");
  return {
    config,
    ...(typeof secretsprovider === "string" ? { secretsProvider: secretsprovider } : {}),
    ...(typeof encryptionsalt === "string" ? { encryptionSalt: encryptionsalt } : {}),
  };
}

/** Describes a syntax error without the parts of the file that its message quotes, behind a colon and on further lines. */
function describeSyntaxError({ message, linePos }: Error & Partial<YAMLError>): string {
  const [what = ""] = message.replace(/ at line \d+, column \d+/, "").split(/[:\n]/, 1);
  const [start] = linePos ?? [];
  return start === undefined ? what : `${what} at line ${start.line}, column ${start.col}`;
}

/** Parses YAML. A number that a double cannot hold becomes a string, as all config is for a program. @throws Error when it is no YAML */
function parseExactYaml(text: string): unknown {
  const document = exactDocument(text);
  const [first] = document.errors;
  if (first !== undefined) throw first;
  return document.toJS();
}

function exactDocument(text: string): Document {
  const document = parseDocument(text);
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === "number" && isInexactText(node.source ?? "")) node.value = node.source;
    },
  });
  return document;
}

/** Returns the text of settings with the salt of the state. */
export function withSalt(text: string | undefined, salt: string): string {
  const document = exactDocument(text ?? "{}\n");
  // Only blanks, comments or `~`: settings without a value.
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
