import { isJsonObject, type JsonObject } from "../model/json.ts";
import { actionInvocation } from "../model/actionInvocation.ts";
import { resourceKeyOfUrn, type ResourceKey, resourceTypeOfUrn } from "../model/resourceKey.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { privateOutput } from "../resource/state.ts";
import type { StepInputs } from "../resource/steps.ts";
import { hiddenInput, type HiddenStep } from "./hiddenStep.ts";
import { toPlain } from "./plainValue.ts";
import type { ServedResource, ServedStep } from "./servedResource.ts";
import type { ServeType } from "./servedResources.ts";
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
  /** Called before any other step. Must be synchronous. */
  readonly configure: (get: (key: string) => string | undefined) => void;
  /** Returns the resources for the latest config. */
  readonly resources: () => ServeType;
  /** Prints an error that the engine is not told because it would store it. */
  readonly showError: (message: string) => void;
}

/**
 * Adapts the resources to Pulumi's dynamic provider process: reads the hidden input, marks secret
 * outputs, and converts errors of steps with a state into partial failures.
 */
export function dynamicProvider({
  configure,
  resources,
  showError,
}: DynamicProviderOptions): DynamicProvider {
  return {
    async configure({ config }) {
      configure((key) => config.get(key));
    },

    async check(olds, news) {
      // Without old inputs the resource is new.
      const { resource, step } = readNews(news, Object.keys(olds).length === 0 ? "create" : "update");
      // `property` stays empty: the engine would print the value of that input.
      const failures = resource.check(step).map(({ code, pointer, reason, hint }) => ({
        property: "",
        reason: `${code}: ${pointer === "" ? "" : `${pointer}: `}${reason}\n  hint: ${hint}`,
      }));
      return { inputs: news, failures };
    },

    async diff(_id, olds, news) {
      const { resource, step } = readNews(news);
      return { changes: resource.diff(plainOf(olds), step) !== undefined };
    },

    async create(news) {
      const { resource, step } = readNews(news, "create");
      const created = await resource.create(step);
      return { id: created.id, outs: toOutputs(created) };
    },

    async update(_id, olds, news) {
      const { resource, step } = readNews(news, "update");
      return { outs: toOutputs(await resource.update(plainOf(olds), step)) };
    },

    async read(id, props) {
      if (props[privateOutput] === undefined) {
        // A run outside the stack: `ActionInvocation.get`.
        const { resource, step } = readNews(props);
        const found = await resource.readById(id, step);
        return { id: found.id, props: toOutputs(found) };
      }
      const { resource, old } = readOld(props);
      return { id, props: toOutputs(await resource.read(old)) };
    },

    async delete(_id, props) {
      const { resource, old } = readOld(props);
      await resource.delete(old);
    },
  };

  /** Reads the inputs of a step and the resource they belong to. */
  function readNews(
    news: JsonObject,
    operation?: "create" | "update",
  ): { readonly resource: ServedResource; readonly step: StepInputs } {
    const { [hiddenInput]: hidden, __provider: _provider, ...inputs } = plainOf(news);
    const {
      urn,
      secretPointers = [],
      importId,
      rerun,
      timeouts,
    } = (isJsonObject(hidden) ? hidden : {}) as Partial<HiddenStep>;
    const key = keyOf(urn);
    const timeoutMs = operation === undefined ? undefined : timeouts?.[operation];
    const resource = resources()(resourceTypeOfUrn(urn as string) as string);
    return { resource, step: { inputs, secretPointers, key, importId, rerun, timeoutMs } };
  }

  /**
   * Converts outputs for the engine, with secrets marked. @throws PartialFailure for a failed step
   * that has a resource
   */
  function toOutputs({ id, outputs, failure }: ServedStep): JsonObject {
    const marked = toMarkedJson(outputs);
    if (failure === undefined) return marked;
    const { error, storedReason = error.message } = failure;
    if (storedReason !== error.message) showError(error.message);
    throw new PartialFailure(storedReason, id, marked);
  }

  /**
   * Reads old outputs and the resource they belong to. Their private part contains its type, except
   * for an invocation.
   */
  function readOld(outputs: JsonObject): { readonly resource: ServedResource; readonly old: JsonObject } {
    const old = plainOf(outputs);
    const hidden = old[privateOutput];
    const type = isJsonObject(hidden) ? hidden["type"] : undefined;
    return { resource: resources()(typeof type === "string" ? type : actionInvocation.type), old };
  }
}

function plainOf(json: JsonObject): JsonObject {
  return toPlain(fromMarkedJson(json)).json;
}

function keyOf(urn: string | undefined): ResourceKey {
  const key = urn === undefined ? undefined : resourceKeyOfUrn(urn);
  if (key === undefined)
    throw new NcfError("NCF_BUG", { reason: "the inputs of the resource contain no URN" });
  return key;
}

/** Error that the provider process reports as "the resource exists, and its initialization failed". */
class PartialFailure extends Error {
  readonly id: string;
  readonly properties: JsonObject;
  /** Reasons that the engine prints and stores. */
  readonly reasons: readonly string[];

  constructor(message: string, id: string, outputs: JsonObject) {
    super(message);
    this.id = id;
    // The provider process adds its own code only to the outputs of successful steps.
    this.properties = { ...outputs, __provider: serializedProvider };
    this.reasons = [message];
  }
}
