import type * as grpcTypes from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { InvocationEvent } from "../invocation/events.ts";
import { packageVersion } from "../packageVersion.ts";
import { canonicalJson } from "../model/json.ts";
import type { Ports } from "../ports/ports.ts";
import type { Runtime, RuntimeOptions } from "../runtime.ts";
import { toPlain } from "./plainValue.ts";
import { checkConfig, type ConfigValues, withSecretConfig } from "./providerSettings.ts";
import { empties, plugins, providers, providerServices } from "./protocol.ts";
import { createProviderSession, type PlannedStep, type ProviderFailure } from "./providerSession.ts";
import type { ResourceSteps } from "./resourceSteps.ts";
import { toCheckFailure, toServiceError } from "./stepError.ts";
import { fromWire, toWire, wireService } from "./wire.ts";

/** Options of a provider. */
export interface ProviderOptions {
  /** Config from this process. Takes precedence over the engine's. */
  readonly settings?: ConfigValues;
  /** Variables that select the address where neither an input nor the config does. @default those of this process */
  readonly env?: Ports["env"];
  /** Called for each event of an invocation. @default events are written to the engine's log */
  readonly onEvent?: (event: InvocationEvent) => void;
  /** Called before each step of a resource that the engine plans. What it throws refuses the step. */
  readonly onPlanned?: (planned: PlannedStep) => void;
  /** @default the runtime of this process */
  readonly createRuntime?: (options: RuntimeOptions) => Runtime | Promise<Runtime>;
  /** Wraps each request, so that the process can wait for requests in flight. */
  readonly around?: <T>(step: () => Promise<T>) => Promise<T>;
}

/** Provider that is being served. */
export interface ServedProvider {
  /** Starts no further calls. */
  readonly stop: () => void;
  /** Resolves when no call is in flight and journals and connections are closed. */
  readonly close: () => Promise<void>;
  /** Errors of resources so far, in order. Without secrets. */
  readonly failures: readonly ProviderFailure[];
}

/**
 * Handlers of the supported methods of Pulumi's provider protocol. gRPC returns UNIMPLEMENTED for
 * the others.
 */
type Handlers = {
  readonly [
    M in keyof IResourceProviderServer as string extends M ? never : M
  ]?: IResourceProviderServer[M] extends grpcTypes.handleUnaryCall<infer Request, infer Response>
    ? (request: Request) => Response | Promise<Response>
    : never;
};

/**
 * Adds the provider `ncf` to a gRPC server, through which the engine creates, updates, reads and
 * deletes resources.
 */
export function addProvider(server: grpcTypes.Server, options: ProviderOptions = {}): ServedProvider {
  const { around = (step) => step() } = options;
  const session = createProviderSession(options);
  let tellsPreview = false;
  let loaded: Promise<ResourceSteps> | undefined;
  const steps = (): Promise<ResourceSteps> =>
    (loaded ??= import("./resourceSteps.ts").then(({ resourceSteps }) => resourceSteps(session)));
  const handlers: Handlers = {
    handshake: (request) => {
      session.attach(request.getEngineAddress());
      tellsPreview = request.getInvokeWithPreview();
      return new providers.ProviderHandshakeResponse().setAcceptSecrets(true);
    },
    attach: (request) => {
      session.attach(request.getAddress());
      return new empties.Empty();
    },
    getPluginInfo: () => new plugins.PluginInfo().setVersion(packageVersion),
    getSchema: async () => {
      const { pulumiSchema } = await import("./pulumiSchema.ts");
      return new providers.GetSchemaResponse().setSchema(JSON.stringify(pulumiSchema(packageVersion)));
    },
    checkConfig: (request) => {
      const inputs = fromWire(request.getNews());
      return new providers.CheckResponse()
        .setInputs(toWire(withSecretConfig(inputs)))
        .setFailuresList(checkConfig(inputs, session.env).map(toCheckFailure));
    },
    diffConfig: (request) => {
      // A change of the config neither replaces a provider nor calls an action.
      const isSame = isEqualConfig(request.getOldInputs(), request.getNews());
      const { DIFF_NONE, DIFF_SOME } = providers.DiffResponse.DiffChanges;
      return new providers.DiffResponse().setChanges(isSame ? DIFF_NONE : DIFF_SOME);
    },
    configure: (request) => {
      session.configure(fromWire(request.getArgs()), request.getUrn());
      return new providers.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    },
    check: async (request) => (await steps()).check(request),
    diff: async (request) => (await steps()).diff(request),
    create: async (request) => (await steps()).create(request),
    update: async (request) => (await steps()).update(request),
    read: async (request) => (await steps()).read(request),
    delete: async (request) => (await steps()).delete(request),
    invoke: async (request) => {
      const { invokeFunction } = await import("./invokeFunction.ts");
      return invokeFunction(request, await session.configured(), tellsPreview);
    },
    cancel: () => {
      session.stop();
      return new empties.Empty();
    },
  };
  server.addService(
    wireService(providerServices.ResourceProviderService),
    toImplementation(handlers, around),
  );
  return session;
}

function isEqualConfig(one: Struct, other: Struct): boolean {
  const [before, after] = [one, other].map((struct) => canonicalJson(toPlain(fromWire(struct)).json));
  return before === after;
}

type Struct = Parameters<typeof fromWire>[0];

function toImplementation(
  handlers: Handlers,
  around: NonNullable<ProviderOptions["around"]>,
): grpcTypes.UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => {
      const method = handler as (request: unknown) => unknown;
      const handle: grpcTypes.handleUnaryCall<unknown, unknown> = (call, done) => {
        around(async () => method(call.request)).then(
          (response) => done(null, response),
          (error: unknown) => done(toServiceError(error)),
        );
      };
      return [name, handle];
    }),
  );
}
