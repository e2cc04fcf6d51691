import type { ActivationResponse, ActivationsResponse } from "../../../src/client/responses.ts";
import type { ActivationQuery, InvokeCall, InvokeResult } from "../../../src/client/cloudFunctions.ts";
import type { NcfError } from "../../../src/diagnostics/ncfError.ts";
import type { Issue } from "../../../src/model/issue.ts";
import { hashParams } from "../../../src/journal/hashParams.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import { openJournal } from "../../../src/journal/openJournal.ts";
import type { Activation } from "../../../src/model/activation.ts";
import type { AddressChoice } from "../../../src/model/address.ts";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { Secret } from "../../../src/model/secret.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import { createLifecycle } from "../../../src/resource/createLifecycle.ts";
import { handClock } from "../invocation/handClock.ts";
import { MemoryFiles } from "../journal/memoryFiles.ts";

/** Where the resource is. */
export const place = { project: "shop", stack: "prod", name: "one" };

/** Inputs as a program gives them. */
export const inputs = {
  packageName: "db",
  actionName: "migrate",
  params: { version: 1 },
  waitFor: "1s",
  place,
};

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
  readonly settingFailures?: readonly Issue[];
  /** The files of the journal, such as those of another scene. */
  readonly files?: MemoryFiles;
}

/** A lifecycle on a client that follows a script. */
export function scene(script: Script = {}) {
  const { outcomes = [], answers = [notYet], listed = [], defaults = {}, files = new MemoryFiles() } = script;
  const calls: InvokeCall[] = [];
  const asked: ActivationQuery[] = [];
  const followed: string[] = [];
  const searched: string[] = [];
  const takenOver: string[] = [];
  const unreleased: NcfError[] = [];
  const functions = {
    invoke: async (call: InvokeCall): Promise<InvokeResult> => {
      const outcome = outcomes[calls.push(call) - 1];
      if (outcome === undefined) throw new Error("a call that is not in the script");
      return { outcome, attempts: 1, invokedAt: 1000 + calls.length };
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
  const lifecycle = createLifecycle({
    clock,
    addressDefaults: () => defaults,
    settingFailures: () => script.settingFailures ?? [],
    functions: () => functions,
    journal: openOnce,
    journalOptions: () => ["--journal", "/state/journal.jsonl"],
    processes: () => ({ self, stateOf: () => "gone" }),
    hashParams: (params) => hashParams(params, new Secret("a secret key")),
    onFollow: ({ actionName }, activationId) => followed.push(`${actionName} ${activationId}`),
    onSearch: ({ actionName }) => searched.push(actionName),
    onTakeOver: ({ actionName }) => takenOver.push(actionName),
    onUnreleased: (error) => unreleased.push(error),
  });
  return { lifecycle, openJournal: openOnce, files, calls, asked, followed, searched, takenOver, unreleased };
}

/** A kept state as it comes back from the engine: JSON, with the provider's text in it. */
export function stored(state: object): JsonObject {
  return { ...(JSON.parse(JSON.stringify(state)) as JsonObject), __provider: "text" };
}
