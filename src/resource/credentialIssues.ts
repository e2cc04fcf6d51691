import { NcfError } from "../diagnostics/ncfError.ts";
import type { Issue } from "../model/issue.ts";

/** Returns the issues of the credentials. @param client - Creates the client, which needs them. */
export function credentialIssues(client: () => unknown): readonly Issue[] {
  try {
    client();
    return [];
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return [{ code: error.code, pointer: "", reason: error.reason, hint: error.hint }];
  }
}
