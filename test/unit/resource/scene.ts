import type { ActivationResponse, ActivationsResponse } from "../../../src/client/responses.ts";
import type { ActivationQuery, InvokeCall, InvokeResult } from "../../../src/client/cloudFunctions.ts";
import type { Issue } from "../../../src/model/issue.ts";
import { hashParams } from "../../../src/journal/hashParams.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import { openJournal } from "../../../src/journal/openJournal.ts";
import type { Activation } from "../../../src/model/activation.ts";
import type { Address, AddressChoice } from "../../../src/model/address.ts";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { Secret } from "../../../src/model/secret.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import type { ResourceKey } from "../../../src/model/resourceKey.ts";
import type { InvocationEvent } from "../../../src/invocation/events.ts";
import { type InvocationState, readState, stateToOutputs } from "../../../src/resource/state.ts";
import type { StepInputs } from "../../../src/resource/steps.ts";
import { createLifecycle } from "../../../src/resource/createLifecycle.ts";
import { handClock } from "../invocation/handClock.ts";
import { MemoryFiles } from "../journal/memoryFiles.ts";

/** Key of the resource. */
export const key: ResourceKey = { project: "shop", stack: "prod", name: "one" };

/** Inputs as a program gives them. */
export const inputs = { packageName: "db", actionName: "migrate", params: { version: 1 }, waitFor: "1s" };

/** Time of call number 0, epoch milliseconds: each one is a millisecond later. */
export const callsFromAt = handClock().now();

/** A step with those inputs, some of them changed. */
export function step(changes: JsonObject = {}, rest: Partial<StepInputs> = {}): StepInputs {
  return { inputs: { ...inputs, ...changes }, secretPointers: [], key, ...rest };
}

/** The record of a run. */
export function activation(activationId: string, result: JsonObject = { ok: true }): Activation {
  const success = result["error"] === undefined;
  const status = success ? "success" : "application error";
  return {
    activationId,
    name: "migrate",
    namespace: "ns",
    subject: "ns",
    start: 100,
    end: 150,
    duration: 50,
    response: { result, status, success },
    logs: ["a line"],
  };
}

export const succeeded = (id: string, result?: JsonObject): Outcome => ({
  kind: "succeeded",
  activation: activation(id, result),
});
export const failed = (id: string, error: Json = "boom"): Outcome => ({
  kind: "failed",
  activation: activation(id, { error }),
});
export const pending = (activationId: string): Outcome => ({ kind: "pending", activationId });
export const found = (id: string, result?: JsonObject): ActivationResponse => ({
  kind: "found",
  activation: activation(id, result),
});
export const notYet: ActivationResponse = { kind: "notYet" };

/** What the scripted client answers: to calls in turn, to questions in turn with the last one again and again. */
export interface Script {
  readonly outcomes?: readonly Outcome[];
  readonly answers?: readonly ActivationResponse[];
  /** Ids of the activations that can be listed. */
  readonly listed?: readonly string[];
  readonly defaults?: AddressChoice;
  readonly settingIssues?: readonly Issue[];
  readonly stop?: AbortSignal;
  /** The files of the journal, such as those of another scene. */
  readonly files?: MemoryFiles;
}

/** A lifecycle on a client that follows a script. */
export function scene(script: Script = {}) {
  const { outcomes = [], answers = [notYet], listed = [], defaults = {}, files = new MemoryFiles() } = script;
  const calls: InvokeCall[] = [];
  const asked: ActivationQuery[] = [];
  const events: InvocationEvent[] = [];
  const functions = {
    acquireSlot: async (_address: Address, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      return { startedAt: 0, release: () => {} };
    },
    invoke: async (call: InvokeCall): Promise<InvokeResult> => {
      const outcome = outcomes[calls.push(call) - 1];
      if (outcome === undefined) throw new Error("a call that is not in the script");
      return { outcome, attempts: 1, invokedAt: callsFromAt + calls.length };
    },
    activation: async (question: ActivationQuery): Promise<ActivationResponse> =>
      answers[Math.min(asked.push(question), answers.length) - 1] as ActivationResponse,
    activations: async (): Promise<ActivationsResponse> => ({
      kind: "listed",
      activations: listed.map((activationId) => ({ activationId })),
    }),
  };
  const clock = handClock();
  const self = { host: "ci", pid: 1, startedAt: "" };
  let journal: Promise<Journal> | undefined;
  const openOnce = (): Promise<Journal> =>
    (journal ??= openJournal("/state/journal.jsonl", { files, clock, self }));
  const secretKey = new Secret("a secret key");
  const lifecycle = createLifecycle({
    clock,
    settings: { address: defaults, issues: script.settingIssues ?? [] },
    functions: () => functions,
    secrets: () => [secretKey.reveal()],
    journal: openOnce,
    journalOptions: () => ["--journal", "/state/journal.jsonl"],
    processes: () => ({ self, stateOf: () => "gone" }),
    hashParams: (params) => hashParams(params, secretKey),
    onEvent: (event) => events.push(event),
    stop: script.stop,
  });
  const kinds = (): readonly string[] => events.map(({ kind }) => kind);
  return { lifecycle, openJournal: openOnce, files, calls, asked, events, kinds };
}

/** A state as it comes back from the engine: as outputs in JSON, with the provider's code among them. */
export function stored(state: InvocationState): InvocationState {
  const outputs = { ...stateToOutputs(state), __provider: "code" };
  return readState(JSON.parse(JSON.stringify(outputs)) as JsonObject);
}
