import type messages from "@pulumi/pulumi/proto/provider_pb.js";
import type emptyTypes from "google-protobuf/google/protobuf/empty_pb.js";
import type { Issue } from "../model/issue.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { addressInputNames } from "../model/addressDefinition.ts";
import type { JsonObject } from "../model/json.ts";
import { type ResourceKey, resourceKeyOfUrn, resourceTypeOfUrn } from "../model/resourceKey.ts";
import { importedMarker, importInput, userInputs } from "../resource/diffInvocation.ts";
import { privateOutput } from "../resource/state.ts";
import type { StepInputs } from "../resource/steps.ts";
import { type PlainObject, toPlain } from "./plainValue.ts";
import type { ConfiguredProvider, PlannedStep, ProviderSession } from "./providerSession.ts";
import { empties, providers } from "./protocol.ts";
import type { ServedDiff, ServedResource, ServedStep } from "./servedResource.ts";
import { servedResources } from "./servedResources.ts";
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

/** Returns the handlers of the steps of every resource of this package. */
export function resourceSteps(session: ProviderSession): ResourceSteps {
  return {
    async check(request) {
      const key = keyOf(request);
      const provider = await session.configured();
      const news = fromWire(request.getNews());
      const plain = toPlain(news);
      const issues = [
        ...plain.enginePointers.map(engineValueIssue),
        ...servedBy(provider, request).check(stepOf(plain, key, provider.reruns)),
      ];
      session.noteIssues(key, issues);
      const { [importedMarker]: marker, ...inputs } = news;
      return new providers.CheckResponse()
        .setInputs(marker === undefined ? request.getNews() : toWire(inputs))
        .setFailuresList(issues.map(toCheckFailure));
    },

    async diff(request) {
      const provider = await session.configured();
      const resource = servedBy(provider, request);
      const oldInputs = plainOf(request.getOldInputs());
      const step = stepOf(toPlain(fromWire(request.getNews())), keyOf(request), provider.reruns);
      const diff = resource.diff(plainOf(request.getOlds()), step, oldInputs);
      await noted(request, () => session.notePlan({ key: step.key, ...planOf(diff) }));
      return toDiffResponse(resource, diff?.changed, step.inputs, oldInputs);
    },

    async create(request) {
      const provider = await session.configured();
      const resource = servedBy(provider, request);
      const step = stepFor(request, request.getProperties(), provider);
      if (request.getPreview()) {
        const reason =
          step.importId === undefined ? ({ kind: "new" } as const) : ({ kind: "import" } as const);
        session.notePlan({ key: step.key, kind: "create", reasons: [reason] });
        const outputs = noted(request, () => resource.planCreate(step));
        return new providers.CreateResponse().setProperties(toWire(await outputs));
      }
      const { id, outputs } = await run(request, () => resource.create(step));
      return new providers.CreateResponse().setId(id).setProperties(toWire(outputs));
    },

    async update(request) {
      const provider = await session.configured();
      const resource = servedBy(provider, request);
      const step = stepFor(request, request.getNews(), provider);
      const old = plainOf(request.getOlds());
      const oldInputs = plainOf(request.getOldInputs());
      if (request.getPreview()) {
        const outputs = noted(request, () => resource.planUpdate(old, step, oldInputs));
        return new providers.UpdateResponse().setProperties(toWire(await outputs));
      }
      // The engine keeps the id of a resource across updates.
      const id = request.getId();
      const { outputs } = await run(request, () => resource.update(old, step, oldInputs), id);
      return new providers.UpdateResponse().setProperties(toWire(outputs));
    },

    async read(request) {
      const provider = await session.configured();
      const resource = servedBy(provider, request);
      const id = request.getId();
      const properties = plainOf(request.getProperties());
      const response = new providers.ReadResponse();
      if (properties[privateOutput] !== undefined) {
        const { outputs } = await run(request, () => resource.read(properties), id);
        return response.setId(id).setProperties(toWire(outputs)).setInputs(request.getInputs());
      }
      // Only the id is known: this is an import, or a read of a run outside the stack, whose inputs
      // are among the properties.
      const isImport = !request.hasProperties();
      const step = stepFor(request, request.getProperties(), provider);
      let inputs: JsonObject = {};
      const found = await run(request, async () => {
        const read = await resource.readById(id, { ...step, inputs: addressOf(step.inputs) });
        inputs = read.inputs;
        return read;
      });
      return response
        .setId(isImport ? found.id : id)
        .setProperties(toWire(found.outputs))
        .setInputs(toWire(inputs));
    },

    async delete(request) {
      const resource = servedBy(await session.configured(), request);
      session.announce(keyOf(request), request.getUrn());
      await noted(request, () => resource.delete(plainOf(request.getProperties()), timeoutOf(request)));
      return new empties.Empty();
    },
  };

  /**
   * Runs a step, and returns its outputs with marked secrets. @throws StatusError for a failed step
   * that has a resource
   */
  async function run(request: WithUrn, step: () => Promise<ServedStep>, id?: string): Promise<ServedStep> {
    const result = await noted(request, step);
    const { outputs, failure } = result;
    if (failure === undefined) return result;
    const { error, storedReason = error.message } = failure;
    session.noteError(keyOf(request), error);
    if (storedReason !== error.message) await session.showError(keyOf(request), error);
    throw partialFailure({ id: id ?? result.id, outputs, message: storedReason });
  }

  async function noted<T>(request: WithUrn, step: () => T | Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      session.noteError(keyOf(request), error);
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
    return {
      ...stepOf(toPlain(fromWire(inputs)), key, reruns),
      timeoutMs: timeoutOf(request),
    };
  }
}

function servedBy({ runtime, settings }: ConfiguredProvider, request: WithUrn): ServedResource {
  const type = resourceTypeOfUrn(request.getUrn());
  if (type === undefined) throw unreadableUrn(request);
  return servedResources(runtime, settings.address)(type);
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
  throw unreadableUrn(request);
}

function unreadableUrn(request: WithUrn): NcfError {
  return new NcfError("NCF_INPUT_INVALID", {
    reason: `the URN ${JSON.stringify(request.getUrn())} cannot be read`,
    hint: "use urn:pulumi:STACK::PROJECT::TYPE::NAME, as Pulumi's engine does",
  });
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
  const { [importInput]: importId } = json;
  return {
    inputs: userInputs(json),
    secretPointers,
    key,
    ...(rerun === undefined ? {} : { rerun }),
    ...(typeof importId === "string" ? { importId } : {}),
  };
}

function addressOf(inputs: JsonObject): JsonObject {
  const names: readonly string[] = addressInputNames;
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => names.includes(name)));
}

function planOf(diff: ServedDiff | undefined): Pick<PlannedStep, "kind" | "reasons"> {
  return diff === undefined ? { kind: "same", reasons: [] } : { kind: diff.kind, reasons: diff.reasons };
}

function engineValueIssue(pointer: string): Issue {
  return {
    code: "NCF_PARAMS_NOT_JSON",
    pointer,
    reason: "is an asset, an archive or a resource, which is not supported",
    hint: "pass the content of the asset, or an output of the resource",
  };
}

/** Converts a diff for the engine. It never replaces: each call is a new generation of the same resource. */
function toDiffResponse(
  { definition }: ServedResource,
  changed: readonly string[] | undefined,
  inputs: JsonObject,
  oldInputs: JsonObject,
): messages.DiffResponse {
  const response = new providers.DiffResponse();
  if (changed === undefined) return response.setChanges(DIFF_NONE);
  response
    .setChanges(DIFF_SOME)
    .setDiffsList([...changed])
    .setHasdetaileddiff(true);
  for (const name of changed) {
    const isInput = Object.hasOwn(definition.inputs, name);
    const [isThere, wasThere] = [name in inputs, name in oldInputs];
    const diffKind = !isInput || isThere === wasThere ? UPDATE : isThere ? ADD : DELETE;
    response
      .getDetaileddiffMap()
      .set(name, new providers.PropertyDiff().setKind(diffKind).setInputdiff(isInput));
  }
  return response;
}
