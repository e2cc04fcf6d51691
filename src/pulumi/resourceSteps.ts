import type messages from "@pulumi/pulumi/proto/provider_pb.js";
import type emptyTypes from "google-protobuf/google/protobuf/empty_pb.js";
import type { Issue } from "../model/issue.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { actionInvocation } from "../model/actionInvocation.ts";
import type { JsonObject } from "../model/json.ts";
import { type ResourceKey, resourceKeyOfUrn } from "../model/resourceKey.ts";
import type { ValueObject } from "../model/value.ts";
import { importedMarker, userInputs } from "../resource/diffInvocation.ts";
import { type InvocationState, privateOutput, readState, stateToOutputs } from "../resource/state.ts";
import type { StepDiff, StepInputs, StepResult } from "../resource/steps.ts";
import { type PlainObject, toPlain, withSecrets } from "./plainValue.ts";
import { outputsOfCall, outputsOfUpdate } from "./plannedOutputs.ts";
import type { ConfiguredProvider, ProviderSession } from "./providerSession.ts";
import { empties, providers } from "./protocol.ts";
import { partialFailure, toCheckFailure } from "./stepError.ts";
import { fromWire, toWire } from "./wire.ts";

type Struct = Parameters<typeof fromWire>[0];
const { DIFF_NONE, DIFF_SOME } = providers.DiffResponse.DiffChanges;
const { ADD, DELETE, UPDATE } = providers.PropertyDiff.Kind;

/** Handlers of the steps of a resource. */
export interface ResourceSteps {
  readonly check: (request: messages.CheckRequest) => Promise<messages.CheckResponse>;
  readonly diff: (request: messages.DiffRequest) => Promise<messages.DiffResponse>;
  readonly create: (request: messages.CreateRequest) => Promise<messages.CreateResponse>;
  readonly update: (request: messages.UpdateRequest) => Promise<messages.UpdateResponse>;
  readonly read: (request: messages.ReadRequest) => Promise<messages.ReadResponse>;
  readonly delete: (request: messages.DeleteRequest) => Promise<emptyTypes.Empty>;
}

/** Returns the handlers of the steps of an invocation. */
export function resourceSteps(session: ProviderSession): ResourceSteps {
  return {
    async check(request) {
      const key = keyOf(request);
      const { runtime, reruns } = await session.configured();
      const news = fromWire(request.getNews());
      const plain = toPlain(news);
      const issues = [
        ...plain.enginePointers.map(engineValueIssue),
        ...runtime.lifecycle.check(stepOf(plain, key, reruns)),
      ];
      session.noteIssues(key, issues);
      const { [importedMarker]: marker, ...inputs } = news;
      return new providers.CheckResponse()
        .setInputs(marker === undefined ? request.getNews() : toWire(inputs))
        .setFailuresList(issues.map(toCheckFailure));
    },

    async diff(request) {
      const { runtime, reruns } = await session.configured();
      const oldInputs = plainOf(request.getOldInputs());
      const step = stepOf(toPlain(fromWire(request.getNews())), keyOf(request), reruns);
      const old = readState(plainOf(request.getOlds()));
      return toDiffResponse(runtime.lifecycle.diff(old, step, oldInputs), step.inputs, oldInputs);
    },

    async create(request) {
      const provider = await session.configured();
      const step = stepFor(request, request.getProperties(), provider);
      if (request.getPreview()) {
        const outputs = outputsOfCall(step, provider.settings.address);
        return new providers.CreateResponse().setProperties(toWire(outputs));
      }
      const { state, outputs } = await run(request, () => provider.runtime.lifecycle.create(step));
      return new providers.CreateResponse().setId(state.activationId).setProperties(toWire(outputs));
    },

    async update(request) {
      const provider = await session.configured();
      const { lifecycle } = provider.runtime;
      const step = stepFor(request, request.getNews(), provider);
      const old = readState(plainOf(request.getOlds()));
      const oldInputs = plainOf(request.getOldInputs());
      if (request.getPreview()) {
        const diff = lifecycle.diff(old, step, oldInputs);
        const outputs = outputsOfUpdate(diff, old, step, provider.settings.address);
        return new providers.UpdateResponse().setProperties(toWire(outputs));
      }
      const { outputs } = await run(
        request,
        () => lifecycle.update(old, step, oldInputs),
        // The engine keeps the id of a resource over its updates.
        request.getId(),
      );
      return new providers.UpdateResponse().setProperties(toWire(outputs));
    },

    async read(request) {
      const provider = await session.configured();
      const { lifecycle } = provider.runtime;
      const id = request.getId();
      const properties = plainOf(request.getProperties());
      const response = new providers.ReadResponse();
      if (properties[privateOutput] !== undefined) {
        const old = readState(properties);
        const { outputs } = await run(request, () => lifecycle.read(old, old.key), id);
        return response.setId(id).setProperties(toWire(outputs)).setInputs(request.getInputs());
      }
      // Nothing is known but the id: an import, or a read of a run that is not part of the stack, which has its inputs among the properties.
      const isImport = !request.hasProperties();
      const step = stepFor(request, request.getProperties(), provider);
      let inputs: JsonObject = {};
      const { state, outputs } = await run(request, async () => {
        const found = await lifecycle.readById(id, { ...step, inputs: addressOf(step.inputs) });
        inputs = found.inputs;
        return found;
      });
      return response
        .setId(isImport ? state.activationId : id)
        .setProperties(toWire(outputs))
        .setInputs(toWire(inputs));
    },

    async delete(request) {
      const { runtime } = await session.configured();
      const old = readState(plainOf(request.getProperties()));
      const key = keyOf(request);
      session.announce(key, request.getUrn());
      await noted(key, () => runtime.lifecycle.delete(old, timeoutOf(request)));
      return new empties.Empty();
    },
  };

  /** Runs a step, and returns its outputs with their secrets. @throws StatusError for a step that failed and leaves a state */
  async function run(
    request: WithUrn,
    step: () => Promise<StepResult>,
    id?: string,
  ): Promise<{ readonly state: InvocationState; readonly outputs: ValueObject }> {
    const key = keyOf(request);
    const { state, secretOutputs, error } = await noted(key, step);
    const outputs = withSecrets(stateToOutputs(state), secretOutputs);
    if (error === undefined) return { state, outputs };
    session.noteError(key, error);
    throw partialFailure({ id: id ?? state.activationId, outputs, message: error.message });
  }

  async function noted<T>(key: ResourceKey, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      session.noteError(key, error);
      throw error;
    }
  }

  function stepFor(
    request: WithUrn & { readonly getTimeout: () => number },
    inputs: Struct,
    { reruns }: ConfiguredProvider,
  ): StepInputs {
    const key = keyOf(request);
    session.announce(key, request.getUrn());
    return { ...stepOf(toPlain(fromWire(inputs)), key, reruns), timeoutMs: timeoutOf(request) };
  }
}

interface WithUrn {
  readonly getUrn: () => string;
}

/** Returns the custom time-out of a step, milliseconds. */
function timeoutOf(request: { readonly getTimeout: () => number }): number | undefined {
  const seconds = request.getTimeout();
  return seconds > 0 ? seconds * 1000 : undefined;
}

function keyOf(request: WithUrn): ResourceKey {
  const key = resourceKeyOfUrn(request.getUrn());
  if (key !== undefined) return key;
  throw new NcfError("NCF_BUG", { reason: `the engine gave a URN of another shape: ${request.getUrn()}` });
}

function plainOf(struct: Struct): JsonObject {
  return toPlain(fromWire(struct)).json;
}

function stepOf(
  { json, secretPointers }: PlainObject,
  key: ResourceKey,
  reruns: Readonly<Record<string, string>>,
): StepInputs {
  const rerun = Object.hasOwn(reruns, key.name) ? reruns[key.name] : undefined;
  return { inputs: userInputs(json), secretPointers, key, ...(rerun === undefined ? {} : { rerun }) };
}

function addressOf(inputs: JsonObject): JsonObject {
  const names = new Set(["site", "region", "apiVersion", "platform", "endpoint"]);
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => names.has(name)));
}

function engineValueIssue(pointer: string): Issue {
  return {
    code: "NCF_PARAMS_NOT_JSON",
    pointer,
    reason: "is an asset, an archive or a resource, which is not supported",
    hint: "pass the content of the asset, or an output of the resource",
  };
}

/** Returns a diff as the engine takes it. It never replaces: each call is a generation of the same resource. */
function toDiffResponse(
  { kind, changed }: StepDiff,
  inputs: JsonObject,
  oldInputs: JsonObject,
): messages.DiffResponse {
  const response = new providers.DiffResponse();
  if (kind === "same") return response.setChanges(DIFF_NONE);
  // Where no input is the reason, the display names the output that will change.
  const reasons = changed.length > 0 ? changed : [kind === "call" ? "generation" : "outcome"];
  response
    .setChanges(DIFF_SOME)
    .setDiffsList([...reasons])
    .setHasdetaileddiff(true);
  for (const name of reasons) {
    const isInput = Object.hasOwn(actionInvocation.inputs, name);
    const [isThere, wasThere] = [name in inputs, name in oldInputs];
    const diffKind = !isInput || isThere === wasThere ? UPDATE : isThere ? ADD : DELETE;
    response
      .getDetaileddiffMap()
      .set(name, new providers.PropertyDiff().setKind(diffKind).setInputdiff(isInput));
  }
  return response;
}
