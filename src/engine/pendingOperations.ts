import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { resourceKeyOfUrn } from "../model/resourceKey.ts";
import { fromMarkedJson } from "../pulumi/marks.ts";
import { toPlain } from "../pulumi/plainValue.ts";
import { userInputs } from "../resource/diffInvocation.ts";
import type { PendingStep } from "../resource/recordPending.ts";
import { readState } from "../resource/state.ts";
import { engineError } from "./engineErrors.ts";
import { runInStack } from "./stackCommands.ts";
import type { Workspace } from "./workspace.ts";

/** Unfinished step of an invocation, from the operations in a state. */
export interface PendingOperation extends PendingStep {
  /** Provider of the step. */
  readonly provider: {
    /** `true` for the default provider, which the engine creates from the stack config. */
    readonly isDefault: boolean;
    /** Config of the provider, secrets in clear; empty when it is not in the state. */
    readonly inputs: JsonObject;
  };
}

/** Types of an invocation: that of the `ncf` provider, and that of the TypeScript class. */
const invocationTypes: ReadonlySet<string> = new Set([
  "ncf:index:ActionInvocation",
  "pulumi-nodejs:dynamic/ncf:ActionInvocation",
]);

/**
 * Reads the operations in the state of a stack that were started and not finished, and that may
 * have called an action. The engine records each operation before it starts, on every backend,
 * unless the state is saved only at the end. An engine that continues drops updates among them with
 * its first save.
 * @throws NcfError NCF_STACK_MISSING, or the error of the engine
 */
export async function readPendingOperations(workspace: Workspace): Promise<readonly PendingOperation[]> {
  // Secrets stay in this process; comparing the params of a call requires them.
  const end = await runInStack(workspace, ["stack", "export", "--show-secrets"]);
  if (end.code !== 0) throw engineError(end);
  return pendingOperationsIn(JSON.parse(end.stdout) as Json);
}

/** Returns the operations of an exported state. */
export function pendingOperationsIn(exported: Json): readonly PendingOperation[] {
  const deployment = objectAt(exported, "deployment");
  const savedAt = Date.parse(String(objectAt(deployment, "manifest")["time"]));
  const resources = new Map(
    listAt(deployment, "resources").map((resource) => [String(resource["urn"]), resource]),
  );
  return listAt(deployment, "pending_operations").flatMap((operation): PendingOperation[] => {
    const { type } = operation;
    const resource = objectAt(operation, "resource");
    const urn = String(resource["urn"]);
    const key = resourceKeyOfUrn(urn);
    if (key === undefined || !invocationTypes.has(String(resource["type"]))) return [];
    if (type !== "creating" && type !== "updating") return [];
    const before = resources.get(urn);
    // The engine never drops a creation, not even after a later run has created the resource.
    if (type === "creating" && before !== undefined) return [];
    const { json, secretPointers } = plain(objectAt(resource, "inputs"));
    const providerUrn = String(resource["provider"]).replace(/::[^:]*$/, "");
    return [
      {
        step: { inputs: userInputs(json), secretPointers, key },
        ...(before === undefined
          ? {}
          : {
              old: readState(plain(objectAt(before, "outputs")).json),
              oldInputs: plain(objectAt(before, "inputs")).json,
            }),
        savedAt: Number.isNaN(savedAt) ? Date.now() : savedAt,
        provider: {
          isDefault: /::default(_[^:]*)?$/.test(providerUrn),
          inputs: plain(objectAt(resources.get(providerUrn), "inputs")).json,
        },
      },
    ];
  });
}

function plain(json: JsonObject): ReturnType<typeof toPlain> {
  return toPlain(fromMarkedJson(json));
}

function objectAt(value: Json | undefined, name: string): JsonObject {
  const found = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(found) ? found : {};
}

function listAt(value: JsonObject, name: string): readonly JsonObject[] {
  const found = value[name];
  return Array.isArray(found) ? (found as readonly Json[]).filter(isJsonObject) : [];
}
