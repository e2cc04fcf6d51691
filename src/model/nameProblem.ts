import type { Problem } from "./Problem.ts";

const namePattern = /^(?!-)[A-Za-z0-9_-]{1,50}$/;

/**
 * Checks a package's or action's name by the API's own rule: 1 to 50 of `A-Z a-z 0-9 - _`, not starting with `-`.
 * A package may also be exactly `-`, which means "outside any package".
 * Source: guide `cloudfunctions-spec` [doc]
 */
export function nameProblem(field: "packageName" | "actionName", name: unknown): Problem | undefined {
  if (typeof name === "string" && (namePattern.test(name) || (field === "packageName" && name === "-"))) {
    return undefined;
  }
  const found = typeof name === "string" ? JSON.stringify(name.slice(0, 60)) : `of type ${typeof name}`;
  return {
    pointer: `/${field}`,
    reason: `${field} is ${found}, which Cloud Functions does not allow as a name`,
    hint:
      "write 1 to 50 of A-Z a-z 0-9 - _, not starting with -" +
      (field === "packageName" ? "; write - for an action outside any package" : ""),
  };
}
