import { parse, parseDocument } from "yaml";
import { NcfError } from "../diagnostics/ncfError.ts";

/** Settings of a stack, as far as they are read here. */
export interface StackSettings {
  /** Values by key, `ncf:region`. An encrypted one is an object with the key `secure`. */
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
    read = parse(text) ?? {};
  } catch (error) {
    // The rest of the message shows lines of the file.
    throw refuse((error as Error).message.split("\n", 1)[0] ?? "");
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

/** Returns the text of settings with the salt of the state. */
export function withSalt(text: string | undefined, salt: string): string {
  const document = parseDocument(text ?? "{}\n");
  document.set("encryptionsalt", salt);
  return document.toString();
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
