import { createCheckLifecycle } from "../../../src/check/createCheckLifecycle.ts";
import type { InvokeCall, InvokeResult } from "../../../src/client/cloudFunctions.ts";
import type { InvocationEvent } from "../../../src/invocation/events.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import type { StepInputs } from "../../../src/resource/steps.ts";
import { virtualClock } from "../../support/virtualClock.ts";

/** A step of a check that looks every 5 seconds for a minute, some of its inputs changed. */
export function step(changes: JsonObject = {}, rest: Partial<StepInputs> = {}): StepInputs {
  const inputs = { packageName: "orders", actionName: "health", every: "5s", within: "1m", ...changes };
  return { inputs, secretPointers: [], key: { project: "shop", stack: "prod", name: "smoke" }, ...rest };
}

/** Outcome of a run with a result; a result with an error is that of a failed run. */
export function ran(result: JsonObject, activationId = "a1"): Outcome {
  const success = result["error"] === undefined;
  const status = success ? "success" : "application error";
  return {
    kind: success ? "succeeded" : "failed",
    activation: { activationId, response: { result, status, success } },
  };
}

export const healthy = ran({ ready: true });
export const failing = ran({ error: "not ready" });

/** What the scripted client does. */
export interface CheckScript {
  /** Outcomes of the calls in turn; the last one again and again. `hang`: no response until the call is cut off. */
  readonly outcomes: readonly (Outcome | "hang")[];
  /** How long each call takes, milliseconds. */
  readonly callMs?: number;
  /** How long the first call waits for a slot, milliseconds. */
  readonly queueMs?: number;
  readonly stop?: AbortSignal;
}

/** A lifecycle of checks on a client that follows a script, and a clock whose time goes on when all wait. */
export function checkScene({ outcomes, callMs = 0, queueMs = 0, stop }: CheckScript) {
  const clock = virtualClock();
  const startedAt = clock.now();
  const calls: InvokeCall[] = [];
  const events: InvocationEvent[] = [];
  /** When each call was sent, milliseconds after the start. */
  const sentAt: number[] = [];
  const functions = {
    acquireSlot: async (_address: unknown, signal?: AbortSignal) => {
      if (calls.length === 0) await clock.sleep(queueMs, signal);
      signal?.throwIfAborted();
      return { startedAt: clock.now(), release: () => {} };
    },
    invoke: async (call: InvokeCall, signal?: AbortSignal): Promise<InvokeResult> => {
      const invokedAt = clock.now();
      sentAt.push(invokedAt - startedAt);
      calls.push(call);
      const outcome = outcomes[Math.min(calls.length, outcomes.length) - 1] as Outcome | "hang";
      try {
        await clock.sleep(outcome === "hang" ? Number.MAX_SAFE_INTEGER : callMs, signal);
      } catch {
        const cut: Outcome = { kind: "unknown", reason: "interrupted", delivery: "sent" };
        return { outcome: cut, attempts: 1, invokedAt };
      }
      if (outcome === "hang") throw new Error("the call was never cut off");
      return { outcome, attempts: 1, invokedAt };
    },
    activation: () => Promise.reject(new Error("a check reads no activation")),
    activations: () => Promise.reject(new Error("a check lists no activations")),
  };
  // As in a runtime: known from the first use of the credentials on.
  let secrets: readonly string[] = [];
  const checks = createCheckLifecycle({
    clock,
    settings: { address: {}, issues: [] },
    functions: () => {
      secrets = ["a secret key"];
      return functions;
    },
    secrets: () => secrets,
    onEvent: (event) => events.push(event),
    stop,
  });
  return { checks, clock, calls, events, sentAt, startedAt };
}
