import type { Invocation } from "../invocation/invocation.ts";
import type { Address } from "../model/address.ts";
import type { JsonObject } from "../model/json.ts";
import type { InvocationState } from "./state.ts";

/** Parts of `onDelete` in a state: everything that the call needs except its params and its address. */
type DeleteRecord = Pick<
  Invocation,
  "timeoutMs" | "waitForMs" | "paramsSchema" | "retry" | "onUnknown" | "idempotencyParam" | "logs"
> & { readonly packageName: string; readonly actionName: string; readonly params?: JsonObject };

/** Returns the parts of `onDelete` for the state; `undefined` when it is not declared. */
function deleteRecord({
  onDelete,
  retry,
  onUnknown,
  idempotencyParam,
  logs,
}: Invocation): JsonObject | undefined {
  if (onDelete === undefined) return undefined;
  const { action, ...call } = onDelete;
  const record = { ...action, ...call, retry, onUnknown, idempotencyParam, logs };
  // JSON omits undefined values, and so does the engine.
  return JSON.parse(JSON.stringify(record)) as JsonObject;
}

/**
 * Returns the inputs to keep in the state for later calls: `params` when `onUpdate` or `onDelete`
 * may need them, and `onDelete`.
 */
export function keptInputs(invocation: Invocation): Pick<InvocationState, "params" | "onDelete"> {
  const { params, onUpdate } = invocation;
  const onDelete = deleteRecord(invocation);
  return {
    ...(onUpdate === undefined && onDelete === undefined ? {} : { params }),
    ...(onDelete === undefined ? {} : { onDelete }),
  };
}

/** Limits the waits of a record to a custom time-out, milliseconds. */
export function withinTime(record: JsonObject, timeoutMs = Infinity): JsonObject {
  const { waitForMs } = record as unknown as DeleteRecord;
  return waitForMs <= timeoutMs ? record : { ...record, waitForMs: timeoutMs };
}

/** Returns the call of `onDelete` from a state. @param params - Params with resolved templates. */
export function deleteInvocation(record: JsonObject, address: Address, params: JsonObject): Invocation {
  const { packageName, actionName, paramsSchema, idempotencyParam, ...call } =
    record as unknown as DeleteRecord;
  return {
    ...call,
    action: { packageName, actionName },
    address,
    params,
    paramsSchema,
    idempotencyParam,
    resultSchema: undefined,
    triggers: [],
  };
}
