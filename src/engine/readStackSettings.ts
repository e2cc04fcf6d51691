import type { StackSettings } from "@pulumi/pulumi/automation/index.js";
import { parse } from "yaml";
import { NcfError } from "../diagnostics/ncfError.ts";

/**
 * Reads the settings of a stack as Pulumi writes them, `Pulumi.<stack>.yaml`.
 * @param shownPath - The file's path, for the message.
 * @throws NcfError NCF_USAGE when it is not such a file
 */
export function readStackSettings(text: string, shownPath: string): StackSettings {
  const refuse = (why: string): NcfError =>
    new NcfError("NCF_USAGE", {
      reason: `the settings ${shownPath} cannot be read: ${why}`,
      hint: "it is the file that pulumi config set writes, with the values under config:",
    });
  let read: unknown;
  try {
    read = parse(text) ?? {};
  } catch (error) {
    // The rest of the message shows lines of the file.
    throw refuse((error as Error).message.split("\n", 1)[0] ?? "");
  }
  if (!isMapping(read)) throw refuse("it is not a mapping");
  const { config = {}, encryptionsalt, secretsprovider, encryptedkey } = read;
  if (!isMapping(config)) throw refuse("config is not a mapping");
  const texts = {
    encryptionSalt: encryptionsalt,
    secretsProvider: secretsprovider,
    encryptedKey: encryptedkey,
  };
  return {
    config,
    ...(Object.fromEntries(
      Object.entries(texts).filter(([, value]) => typeof value === "string"),
    ) as StackSettings),
  };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
