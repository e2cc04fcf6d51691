import { parseDocument, visit } from "yaml";
import { NcfError } from "../diagnostics/ncfError.ts";
import { isInexactText } from "../model/exactNumbers.ts";

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
  let read: unknown;
  try {
    read = parseExactYaml(text) ?? {};
  } catch (error) {
    // The rest of the message quotes lines of the file.
    throw refuse((error as Error).message.split("\n", 1)[0] ?? "");
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
 * Parses YAML. A number that a double cannot hold becomes a string, the type of all config values
 * in a program. @throws Error when the text is not YAML
 */
function parseExactYaml(text: string): unknown {
  const document = parseDocument(text);
  const [first] = document.errors;
  if (first !== undefined) throw first;
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === "number" && isInexactText(node.source ?? "")) node.value = node.source;
    },
  });
  return document.toJS();
}

/** Adds the salt of the state to the text of settings. */
export function withSalt(text: string | undefined, salt: string): string {
  const document = parseDocument(text ?? "{}\n");
  document.set("encryptionsalt", salt);
  return document.toString();
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
