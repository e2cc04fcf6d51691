import { parse } from "ini";
import type { KeyPair } from "./KeyPair.ts";

const defaultProfile = /^default$/i;

/**
 * Reads one profile of a configure file (`~/.ncloud/configure`). Answers `undefined` when the file has no such profile.
 *
 * The default profile is the keys before any section, else the section `[DEFAULT]`: both forms are in use.
 * Shape: `[profile]`, then `ncloud_access_key_id = …` and `ncloud_secret_access_key = …`
 * Source: NaverCloudPlatform/ncp-iam-authenticator pkg/credentials/credential.go [code]
 */
export function readConfigureFile(text: string, profile = "DEFAULT"): KeyPair | undefined {
  // `ini` makes a tree of `[a.b]`, but a profile's name is only a name.
  const flat = text
    .replace(/^\uFEFF/, "")
    .replace(/^\[[^\]]*\]/gm, (section) => section.replaceAll(".", "\\."));
  const file: Readonly<Record<string, unknown>> = parse(flat);
  if (!defaultProfile.test(profile)) return pairIn(file[profile]);
  const top = pairIn(file);
  if (top?.accessKey !== undefined || top?.secretKey !== undefined) return top;
  return pairIn(file["DEFAULT"] ?? file["default"]);
}

function pairIn(section: unknown): KeyPair | undefined {
  if (typeof section !== "object" || section === null) return undefined;
  const keys = section as Readonly<Record<string, unknown>>;
  return {
    accessKey: textOf(keys["ncloud_access_key_id"]),
    secretKey: textOf(keys["ncloud_secret_access_key"]),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
