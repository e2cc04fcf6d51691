import type { Invocation } from "../invocation/invocation.ts";
import type { Address } from "../model/address.ts";
import type { JsonObject } from "../model/json.ts";
import type { InvocationState } from "./state.ts";

/** What a state keeps of `onDelete`: all that the call needs but its params and its address. */
type DeleteRecord = Pick<
  Invocation,
  "timeoutMs" | "waitForMs" | "paramsSchema" | "retry" | "onUnknown" | "idempotencyParam" | "logs"
> & { readonly packageName: string; readonly actionName: string; readonly params?: JsonObject };

/** Returns what a state keeps of `onDelete`; `undefined` where it is not declared. */
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
  // JSON leaves out what is undefined, and the engine returns the same.
  return JSON.parse(JSON.stringify(record)) as JsonObject;
}

/** Returns what a state keeps of the inputs for later calls: `params` where `onUpdate` or `onDelete` may need them, and `onDelete`. */
export function keptInputs(invocation: Invocation): Pick<InvocationState, "params" | "onDelete"> {
  const { params, onUpdate } = invocation;
  const onDelete = deleteRecord(invocation);
  return {
    ...(onUpdate === undefined && onDelete === undefined ? {} : { params }),
    ...(onDelete === undefined ? {} : { onDelete }),
  };
}

/** Returns a record whose waits are bounded by a custom time-out, milliseconds. */
export function withinTime(record: JsonObject, timeoutMs = Infinity): JsonObject {
  const { waitForMs } = record as unknown as DeleteRecord;
  return waitForMs <= timeoutMs ? record : { ...record, waitForMs: timeoutMs };
}

/** Returns the call of `onDelete` out of a state. @param params - Resolved. */
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
