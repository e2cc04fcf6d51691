import type { ApiVersion } from "../../model/address.ts";
import type { CloudRules } from "./cloudRules.ts";

/** Operation of a request. */
export type Operation =
  | { readonly kind: "invoke"; readonly packageName: string; readonly actionName: string }
  | {
      readonly kind: "activation";
      readonly packageName: string;
      readonly actionName: string;
      readonly activationId: string;
    }
  /** The activations of one action, or of all. */
  | { readonly kind: "activations"; readonly packageName?: string; readonly actionName?: string }
  | { readonly kind: "packages" }
  | { readonly kind: "actions"; readonly packageName: string }
  | { readonly kind: "action"; readonly packageName: string; readonly actionName: string };

/** A request target, taken apart. */
export interface Route {
  readonly apiVersion: ApiVersion;
  readonly operation: Operation;
  readonly query: URLSearchParams;
}

const prefixes: readonly (readonly [string, ApiVersion])[] = [
  ["/ncf/api/v2", "v2.1"],
  ["/api/v2", "v2.0"],
];
const actionPath = /^\/packages\/([^/]+)\/actions\/([^/]+)(\/activations(?:\/([^/]+))?)?$/;
const actionsPath = /^\/packages\/([^/]+)\/actions$/;

/** Finds the operation, or `undefined` where the gateway of this cloud knows no such path or method. */
export function parseRoute(method: string, target: string, rules: CloudRules): Route | undefined {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const found = prefixes.find(([prefix]) => path.startsWith(`${prefix}/`));
  if (found === undefined || !rules.apiVersions.includes(found[1])) return undefined;
  const operation = parseOperation(method, path.slice(found[0].length));
  if (operation === undefined) return undefined;
  return {
    apiVersion: found[1],
    operation,
    query: new URLSearchParams(mark === -1 ? "" : target.slice(mark + 1)),
  };
}

function parseOperation(method: string, path: string): Operation | undefined {
  const [, packageName, actionName, tail, activationId] = actionPath.exec(path) ?? [];
  if (packageName !== undefined && actionName !== undefined) {
    if (method === "POST") {
      return tail === undefined ? { kind: "invoke", packageName, actionName } : undefined;
    }
    if (method !== "GET") return undefined;
    if (activationId !== undefined) return { kind: "activation", packageName, actionName, activationId };
    return { kind: tail === undefined ? "action" : "activations", packageName, actionName };
  }
  if (method !== "GET") return undefined;
  if (path === "/activations") return { kind: "activations" };
  if (path === "/packages") return { kind: "packages" };
  const listed = actionsPath.exec(path)?.[1];
  return listed === undefined ? undefined : { kind: "actions", packageName: listed };
}
