import type { ActionReference } from "../model/ActionReference.ts";
import type { Address, Platform } from "../model/Address.ts";

const pattern =
  /^(?<origin>https?:\/\/[^/]+)(?<prefix>\/api\/v2|\/ncf\/api\/v2)\/packages\/(?<packageName>[\w-]+)\/actions\/(?<actionName>[\w-]+)(?:\?platform=(?<platform>classic|vpc))?$/;

/** Where an action stands, and how it is named there. */
export interface ActionPlace {
  readonly address: Address;
  readonly action: ActionReference;
}

/** The action's own URL, without the query that only a call has: `https://…/api/v2/packages/db/actions/migrate?platform=classic`. */
export function formatActionUrl({ address, action }: ActionPlace): string {
  const platform = address.sendsPlatform ? `?platform=${address.platform}` : "";
  return `${address.origin}${address.prefix}/packages/${action.packageName}/actions/${action.actionName}${platform}`;
}

/** The way back from {@link formatActionUrl}; `undefined` for any other text. */
export function parseActionUrl(url: string): ActionPlace | undefined {
  const parts = pattern.exec(url)?.groups;
  if (parts === undefined) return undefined;
  const prefix = parts["prefix"] as Address["prefix"];
  return {
    address: {
      origin: parts["origin"] as string,
      prefix,
      // Only clouds with one platform leave it out: the government's is v2.0 and classic, the financial one v2.1 and vpc.
      platform: (parts["platform"] as Platform | undefined) ?? (prefix === "/api/v2" ? "classic" : "vpc"),
      sendsPlatform: parts["platform"] !== undefined,
    },
    action: { packageName: parts["packageName"] as string, actionName: parts["actionName"] as string },
  };
}
