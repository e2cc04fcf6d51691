import type { ApiVersion, Platform } from "../../model/address.ts";
import type { CloudRules } from "./cloudRules.ts";

/**
 * The platform a query means: `platform`, else `classic` for v2.0 and `vpc` for v2.1 [doc]. `undefined` when this cloud has no such platform,
 * or when the parameter is given to a cloud that has none; what the service answers then is unconfirmed.
 */
export function readPlatform(
  query: URLSearchParams,
  apiVersion: ApiVersion,
  rules: CloudRules,
): Platform | undefined {
  if (!rules.knowsPlatform) return query.has("platform") ? undefined : rules.platforms[0];
  const wanted = query.get("platform") ?? (apiVersion === "v2.0" ? "classic" : "vpc");
  return rules.platforms.find((one) => one === wanted);
}
