import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import type { ValueObject } from "../../src/model/value.ts";
import { fromWire, toWire, wireService } from "../../src/pulumi/wire.ts";

/** URN of a resource in the stack `dev` of the project `shop`: of an invocation, or of the type before `::` in the name. */
export function urnOf(name: string): string {
  const typed = name.includes("::") ? name : `ActionInvocation::${name}`;
  return `urn:pulumi:dev::shop::ncf:index:${typed}`;
}

/** Resource as the engine keeps it between two steps. */
export interface KeptResource {
  readonly id: string;
  readonly inputs: ValueObject;
  readonly outputs: ValueObject;
}

/** Step that the provider refused. With `kept`, it left a resource. */
export class StepFailure extends Error {
  readonly code: grpc.status;
  readonly kept:
    { readonly id: string; readonly outputs: ValueObject; readonly reasons: readonly string[] } | undefined;

  constructor(error: grpc.ServiceError) {
    super(error.details);
    this.code = error.code;
    const [details] = error.metadata.get("grpc-status-details-bin");
    if (details === undefined) return;
    const any = statuses.Status.deserializeBinary(details as Buffer).getDetailsList()[0];
    const failure = messages.ErrorResourceInitFailed.deserializeBinary(
      any?.getValue_asU8() ?? new Uint8Array(),
    );
    this.kept = {
      id: failure.getId(),
      outputs: fromWire(failure.getProperties()),
      reasons: failure.getReasonsList(),
    };
  }
}

const service = wireService(services.ResourceProviderService);
const Client = grpc.makeGenericClientConstructor(service, "ResourceProvider");

type Method = (request: unknown, done: (error: grpc.ServiceError | null, response: never) => void) => void;

/** Drives a provider as the engine does. */
export class ProviderClient {
  readonly #client: grpc.Client;

  private constructor(port: number) {
    this.#client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.max_metadata_size": 16 * 1024 * 1024,
    });
  }

  /** Connects without a word to the provider. */
  static connect(port: number): ProviderClient {
    return new ProviderClient(port);
  }

  /** Connects, shakes hands and configures, as the engine does before the first step. */
  static async start(port: number, config: ValueObject): Promise<ProviderClient> {
    const client = new ProviderClient(port);
    await client.handshake();
    await client.configure(config);
    return client;
  }

  /** Sends a request of the protocol. @throws StepFailure */
  call<Response>(method: string, request: unknown): Promise<Response> {
    const send = (this.#client as unknown as Record<string, Method>)[method] as Method;
    return new Promise((resolve, reject) => {
      send.call(this.#client, request, (error, response) => {
        if (error === null) resolve(response);
        else reject(new StepFailure(error));
      });
    });
  }

  /** @param tellsPreview whether the engine tells a preview from an update in calls of functions; old ones do not */
  handshake(engineAddress = "", tellsPreview = true): Promise<messages.ProviderHandshakeResponse> {
    const request = new messages.ProviderHandshakeRequest()
      .setEngineAddress(engineAddress)
      .setInvokeWithPreview(tellsPreview);
    return this.call("handshake", request);
  }

  attach(address: string): Promise<empties.Empty> {
    return this.call("attach", new plugins.PluginAttach().setAddress(address));
  }

  async checkConfig(news: ValueObject): Promise<Checked> {
    return checked(await this.call("checkConfig", new messages.CheckRequest().setNews(toWire(news))));
  }

  configure(config: ValueObject): Promise<messages.ConfigureResponse> {
    const request = new messages.ConfigureRequest()
      .setArgs(toWire(config))
      .setUrn("urn:pulumi:dev::shop::pulumi:providers:ncf::default");
    return this.call("configure", request);
  }

  async check(name: string, news: ValueObject, olds: ValueObject = {}): Promise<Checked> {
    const request = new messages.CheckRequest()
      .setUrn(urnOf(name))
      .setOlds(toWire(olds))
      .setNews(toWire(news));
    return checked(await this.call("check", request));
  }

  async diff(name: string, old: KeptResource, news: ValueObject): Promise<Diff> {
    const request = new messages.DiffRequest()
      .setId(old.id)
      .setUrn(urnOf(name))
      .setOlds(toWire(old.outputs))
      .setOldInputs(toWire(old.inputs))
      .setNews(toWire(news));
    const response = await this.call<messages.DiffResponse>("diff", request);
    const { UPDATE, ADD } = messages.PropertyDiff.Kind;
    const entries = [...response.getDetaileddiffMap().entries()].map(([property, diff]): [string, string] => {
      const kind = diff.getKind() === UPDATE ? "update" : diff.getKind() === ADD ? "add" : "delete";
      return [property, diff.getInputdiff() ? `${kind} input` : kind];
    });
    return {
      changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      diffs: response.getDiffsList(),
      detailed: Object.fromEntries(entries),
    };
  }

  /** @returns the resource, which in a preview has no id */
  async create(name: string, inputs: ValueObject, options: StepOptions = {}): Promise<KeptResource> {
    const request = new messages.CreateRequest()
      .setUrn(urnOf(name))
      .setProperties(toWire(inputs))
      .setPreview(options.preview ?? false)
      .setTimeout(options.timeoutSeconds ?? 0);
    const response = await this.call<messages.CreateResponse>("create", request);
    return { id: response.getId(), inputs, outputs: fromWire(response.getProperties()) };
  }

  async update(
    name: string,
    old: KeptResource,
    inputs: ValueObject,
    options: StepOptions = {},
  ): Promise<KeptResource> {
    const request = new messages.UpdateRequest()
      .setId(old.id)
      .setUrn(urnOf(name))
      .setOlds(toWire(old.outputs))
      .setOldInputs(toWire(old.inputs))
      .setNews(toWire(inputs))
      .setPreview(options.preview ?? false)
      .setTimeout(options.timeoutSeconds ?? 0);
    const response = await this.call<messages.UpdateResponse>("update", request);
    return { id: old.id, inputs, outputs: fromWire(response.getProperties()) };
  }

  /** @param old - What the engine keeps; without it, the read is an import. */
  async read(name: string, id: string, old?: Partial<KeptResource>): Promise<KeptResource> {
    const request = new messages.ReadRequest().setId(id).setUrn(urnOf(name));
    if (old?.outputs !== undefined) request.setProperties(toWire(old.outputs));
    if (old?.inputs !== undefined) request.setInputs(toWire(old.inputs));
    const response = await this.call<messages.ReadResponse>("read", request);
    return {
      id: response.getId(),
      inputs: fromWire(response.getInputs()),
      outputs: fromWire(response.getProperties()),
    };
  }

  async delete(name: string, old: KeptResource): Promise<void> {
    const request = new messages.DeleteRequest()
      .setId(old.id)
      .setUrn(urnOf(name))
      .setProperties(toWire(old.outputs))
      .setOldInputs(toWire(old.inputs));
    await this.call("delete", request);
  }

  async invoke(token: string, args: ValueObject, preview = false): Promise<ValueObject> {
    const request = new messages.InvokeRequest().setTok(token).setArgs(toWire(args)).setPreview(preview);
    return fromWire((await this.call<messages.InvokeResponse>("invoke", request)).getReturn());
  }

  async schema(): Promise<string> {
    return (
      await this.call<messages.GetSchemaResponse>("getSchema", new messages.GetSchemaRequest())
    ).getSchema();
  }

  cancel(): Promise<empties.Empty> {
    return this.call("cancel", new empties.Empty());
  }

  close(): void {
    this.#client.close();
  }
}

/** Options of a step. */
export interface StepOptions {
  readonly preview?: boolean;
  /** Custom time-out. */
  readonly timeoutSeconds?: number;
}

/** What a check came to: `PROPERTY|REASON` for each failure. */
export interface Checked {
  readonly inputs: ValueObject;
  readonly failures: readonly string[];
}

/** What an update would change. */
export interface Diff {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly diffs: readonly string[];
  /** `update input`, `add input`, `delete input`, or `update` for an output. */
  readonly detailed: Readonly<Record<string, string>>;
}

function checked(response: messages.CheckResponse): Checked {
  return {
    inputs: fromWire(response.getInputs()),
    failures: response.getFailuresList().map((one) => `${one.getProperty()}|${one.getReason()}`),
  };
}
