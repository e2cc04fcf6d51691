import { randomBytes } from "node:crypto";
import type { ActionReference } from "../../model/action.ts";
import type { Platform } from "../../model/address.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ActivationRecord } from "../activations/ActivationStore.ts";
import { invocationView } from "../activations/activationViews.ts";
import type { EmulatedAction } from "../actions/EmulatedAction.ts";
import type { Answer } from "../gateway/Answer.ts";
import { jsonAnswer } from "../gateway/jsonAnswer.ts";
import { refuse } from "../gateway/refuse.ts";
import { refuseAsUpstream } from "../gateway/refuseAsUpstream.ts";
import type { EmulatorState } from "./EmulatorState.ts";

/** A checked Post Action. */
export interface Invocation {
  readonly reference: ActionReference;
  readonly platform: Platform;
  /** Time that the caller waits, milliseconds; 0 for no wait. */
  readonly timeoutMs: number;
  readonly params: JsonObject;
}

/**
 * Runs the action and answers its record, or its activation id alone when the wait is over first; the run then goes on.
 * @param onRun - told the activation id as soon as the run has begun
 */
export async function invokeAction(
  state: EmulatorState,
  invocation: Invocation,
  onRun: (activationId: string) => void,
): Promise<Answer> {
  const action = state.folder.find(invocation.reference);
  if (action === undefined || (action.platform ?? invocation.platform) !== invocation.platform) {
    return refuse("actionNotFound");
  }
  const { concurrencyLimit } = state.switches;
  const count = state.containers.busyCount + 1;
  if (count > concurrencyLimit) {
    return refuseAsUpstream(
      429,
      `Too many concurrent requests in flight (count: ${count}, allowed: ${concurrencyLimit}).`,
    );
  }

  const activationId = randomBytes(16).toString("hex");
  const run = runAction(state, action, activationId, { ...action.parameters, ...invocation.params });
  onRun(activationId);
  const record = await within(state, run, invocation.timeoutMs);
  return record === undefined ? answerIdOnly(state, activationId) : answerRecord(state, record);
}

async function runAction(
  state: EmulatorState,
  action: EmulatedAction,
  activationId: string,
  params: JsonObject,
): Promise<ActivationRecord> {
  const { packageName, actionName } = action;
  const { namespace } = state;
  const start = state.now();
  const finish = state.ledger.runEntries.add({
    activationId,
    packageName,
    actionName,
    params,
    startedAt: start,
  });
  const inPackage = packageName === "-" ? "" : `${packageName}/`;
  // Upstream's variables; whether the service sets them is unconfirmed. [ow]
  const env = {
    __OW_NAMESPACE: namespace,
    __OW_ACTION_NAME: `/${namespace}/${inPackage}${actionName}`,
    __OW_ACTIVATION_ID: activationId,
    __OW_DEADLINE: String(start + action.limits.timeout),
  };
  const { response, logs } = await state.containers.run(action, { params, env });
  const end = Math.max(start, state.now());
  const record: ActivationRecord = {
    activationId,
    name: actionName,
    namespace,
    subject: namespace,
    start,
    end,
    duration: end - start,
    response,
    logs,
  };
  // A run that was cut off by closing the emulator has no end of its own.
  if (!state.closing.aborted) {
    state.store.add(action, record);
    finish({ endedAt: end, success: response.success });
    const { duration } = record;
    state.onCall({ kind: "ran", packageName, actionName, activationId, ...response, duration, logs });
  }
  return record;
}

async function within<T>(state: EmulatorState, run: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  if (timeoutMs === 0) return undefined;
  const ended = new AbortController();
  const signal = AbortSignal.any([state.closing, ended.signal]);
  const waited = state.clock.sleep(timeoutMs, signal).catch(() => undefined);
  const record = await Promise.race([run, waited]);
  ended.abort();
  return record ?? undefined;
}

function answerIdOnly({ switches }: EmulatorState, activationId: string): Answer {
  const body = { activationId };
  return jsonAnswer(switches.idOnlyStatus, switches.idOnlyShape === "content" ? { content: body } : body);
}

function answerRecord({ switches }: EmulatorState, record: ActivationRecord): Answer {
  const content = invocationView(record);
  if (record.response.success) return jsonAnswer(200, { content });
  if (switches.failedShape === "error") {
    const { body, origin } = refuse("endpointFailed", String(record.response.result["error"]));
    return { status: switches.failedStatus, body, origin };
  }
  return jsonAnswer(switches.failedStatus, switches.failedShape === "content" ? { content } : content);
}
