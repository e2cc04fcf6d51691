import type { Issue } from "./issue.ts";
import type { Address, Platform } from "./address.ts";

/** Reference to an action by package and name. */
export interface ActionReference {
  /** Name of the package; `-` for an action outside any package. */
  readonly packageName: string;
  /** Name of the action. */
  readonly actionName: string;
}

const namePattern = /^(?!-)[A-Za-z0-9_-]{1,50}$/;

/**
 * Checks a package's or action's name by the API's own rule: 1 to 50 of `A-Z a-z 0-9 - _`, not starting with `-`.
 * A package may also be exactly `-`, which means "outside any package".
 * Source: guide `cloudfunctions-spec` [doc]
 */
export function nameIssue(field: "packageName" | "actionName", name: unknown): Issue | undefined {
  if (typeof name === "string" && (namePattern.test(name) || (field === "packageName" && name === "-"))) {
    return undefined;
  }
  const found = typeof name === "string" ? JSON.stringify(name.slice(0, 60)) : `of type ${typeof name}`;
  return {
    code: "NCF_NAME_INVALID",
    pointer: `/${field}`,
    reason: `${field} is ${found}, which Cloud Functions does not allow as a name`,
    hint:
      "write 1 to 50 of A-Z a-z 0-9 - _, not starting with -" +
      (field === "packageName" ? "; write - for an action outside any package" : ""),
  };
}

/** Returns the name of an action in messages: `db/migrate`, or `-/hello` outside any package. */
export function actionLabel({ packageName, actionName }: ActionReference): string {
  return `${packageName}/${actionName}`;
}

const pattern =
  /^(?<origin>https?:\/\/[^/]+)(?<prefix>\/api\/v2|\/ncf\/api\/v2)\/packages\/(?<packageName>[\w-]+)\/actions\/(?<actionName>[\w-]+)(?:\?platform=(?<platform>classic|vpc))?$/;

/** Address, package and name of an action. */
export interface ActionLocation {
  readonly address: Address;
  readonly action: ActionReference;
}

/**
 * Returns the URL of the action itself:
 * `https://…/api/v2/packages/db/actions/migrate?platform=classic`. Leaves out the query parameters
 * that only a call has.
 */
export function formatActionUrl({ address, action }: ActionLocation): string {
  const platform = address.sendsPlatform ? `?platform=${address.platform}` : "";
  return `${address.origin}${address.prefix}/packages/${action.packageName}/actions/${action.actionName}${platform}`;
}

/** Parses a URL of {@link formatActionUrl}; `undefined` for any other string. */
export function parseActionUrl(url: string): ActionLocation | undefined {
  const parts = pattern.exec(url)?.groups;
  if (parts === undefined) return undefined;
  const prefix = parts["prefix"] as Address["prefix"];
  return {
    address: {
      origin: parts["origin"] as string,
      prefix,
      // Only clouds with a single platform leave it out: the government cloud (v2.0, classic) and the
      // financial cloud (v2.1, vpc).
      platform: (parts["platform"] as Platform | undefined) ?? (prefix === "/api/v2" ? "classic" : "vpc"),
      sendsPlatform: parts["platform"] !== undefined,
    },
    action: { packageName: parts["packageName"] as string, actionName: parts["actionName"] as string },
  };
}
