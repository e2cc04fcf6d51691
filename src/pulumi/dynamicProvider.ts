import { isJsonObject, type JsonObject } from "../model/json.ts";
import { resourceKeyOfUrn, type ResourceKey } from "../model/resourceKey.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { type InvocationState, privateOutput, readState, stateToOutputs } from "../resource/state.ts";
import type { InvocationLifecycle, StepInputs, StepResult } from "../resource/steps.ts";
import { hiddenInput, type HiddenStep } from "./hiddenStep.ts";
import { toPlain, withSecrets } from "./plainValue.ts";
import { serializedProvider } from "./serializedProvider.ts";
import { fromMarkedJson, toMarkedJson } from "./marks.ts";

/** Provider with the methods that Pulumi's dynamic provider process calls. */
export interface DynamicProvider {
  readonly configure: (request: { readonly config: ConfigReader }) => Promise<void>;
  readonly check: (
    olds: JsonObject,
    news: JsonObject,
  ) => Promise<{ inputs: JsonObject; failures: CheckFailure[] }>;
  readonly diff: (id: string, olds: JsonObject, news: JsonObject) => Promise<{ changes: boolean }>;
  readonly create: (news: JsonObject) => Promise<{ id: string; outs: JsonObject }>;
  readonly read: (id: string, props: JsonObject) => Promise<{ id: string; props: JsonObject }>;
  readonly update: (id: string, olds: JsonObject, news: JsonObject) => Promise<{ outs: JsonObject }>;
  readonly delete: (id: string, props: JsonObject) => Promise<void>;
}

/** Config of a stack, as the provider process passes it. */
export interface ConfigReader {
  readonly get: (key: string) => string | undefined;
}

interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** Options of {@link dynamicProvider}. */
export interface DynamicProviderOptions {
  /** Called before anything else. Must not wait. */
  readonly configure: (get: (key: string) => string | undefined) => void;
  /** Returns the lifecycle with the last config. */
  readonly lifecycle: () => InvocationLifecycle;
}

/**
 * Adapts the lifecycle to Pulumi's dynamic provider process: takes the hidden input apart, marks secret outputs, and turns errors with a
 * state into partial failures.
 */
export function dynamicProvider({ configure, lifecycle }: DynamicProviderOptions): DynamicProvider {
  return {
    async configure({ config }) {
      configure((key) => config.get(key));
    },

    async check(_olds, news) {
      // `property` stays empty: the engine prints the value of the input that it names.
      const failures = lifecycle()
        .check(toStep(news))
        .map(({ code, pointer, reason, hint }) => ({
          property: "",
          reason: `${code}: ${pointer === "" ? "" : `${pointer}: `}${reason}\n  hint: ${hint}`,
        }));
      return { inputs: news, failures };
    },

    async diff(_id, olds, news) {
      return { changes: lifecycle().diff(stateOf(olds), toStep(news)).kind !== "same" };
    },

    async create(news) {
      const result = await lifecycle().create(toStep(news, "create"));
      return { id: result.state.activationId, outs: toOutputs(result) };
    },

    async update(_id, olds, news) {
      return { outs: toOutputs(await lifecycle().update(stateOf(olds), toStep(news, "update"))) };
    },

    async read(id, props) {
      if (props[privateOutput] === undefined) {
        // A run that is not part of the stack: `ActionInvocation.get`.
        const found = await lifecycle().readById(id, toStep(props));
        return { id: found.id, props: toOutputs(found) };
      }
      const old = stateOf(props);
      return { id, props: toOutputs(await lifecycle().read(old, old.key)) };
    },

    async delete(_id, props) {
      await lifecycle().delete(stateOf(props));
    },
  };
}

/** Reads the state in old outputs. @throws NcfError NCF_STATE_INVALID */
function stateOf(outputs: JsonObject): InvocationState {
  return readState(plainOf(outputs));
}

function plainOf(json: JsonObject): JsonObject {
  return toPlain(fromMarkedJson(json)).json;
}

function toStep(news: JsonObject, operation?: "create" | "update"): StepInputs {
  const { [hiddenInput]: hidden, __provider: _provider, ...inputs } = plainOf(news);
  const { urn, secretPointers, importId, rerun, timeouts } = (
    isJsonObject(hidden) ? hidden : {}
  ) as Partial<HiddenStep>;
  const timeoutMs = operation === undefined ? undefined : timeouts?.[operation];
  return { inputs, secretPointers: secretPointers ?? [], key: keyOf(urn), importId, rerun, timeoutMs };
}

function keyOf(urn: string | undefined): ResourceKey {
  const key = urn === undefined ? undefined : resourceKeyOfUrn(urn);
  if (key === undefined) throw new NcfError("NCF_BUG", { reason: "the inputs of the resource hold no URN" });
  return key;
}

/** Returns the outputs as they go to the engine, secrets marked. @throws PartialFailure for a step that failed and leaves a state */
function toOutputs({ state, secretOutputs, error }: StepResult): JsonObject {
  const outputs = toMarkedJson(withSecrets(stateToOutputs(state), secretOutputs));
  if (error === undefined) return outputs;
  throw new PartialFailure(error.message, state.activationId, outputs);
}

/** Error that the provider process reports as "the resource exists, and its initialization failed". */
class PartialFailure extends Error {
  readonly id: string;
  readonly properties: JsonObject;
  /** The engine prints and stores them. */
  readonly reasons: readonly string[];

  constructor(message: string, id: string, outputs: JsonObject) {
    super(message);
    this.id = id;
    // The provider process adds its own code to the outputs of a step, and not to these.
    this.properties = { ...outputs, __provider: serializedProvider };
    this.reasons = [message];
  }
}
