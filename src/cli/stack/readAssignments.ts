import { NcfError } from "../../diagnostics/ncfError.ts";

/**
 * Reads options of the form `key=value`; the value may hold further `=`, and may be empty.
 * @throws NcfError NCF_USAGE, without the value
 */
export function readAssignments(option: string, given: readonly string[]): Readonly<Record<string, string>> {
  const entries = given.map((text) => {
    const at = text.indexOf("=");
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
    throw new NcfError("NCF_USAGE", {
      // What has no = may be a secret whose name was left out.
      reason: `${option} takes key=value, and what was given has ${at === 0 ? "no key" : "no ="}`,
      hint: `write ${option} release=2026-11`,
    });
  });
  return Object.fromEntries(entries);
}
