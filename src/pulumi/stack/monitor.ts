import type { Client as GrpcClient, MethodDefinition, ServiceError } from "@grpc/grpc-js";
import type messages from "@pulumi/pulumi/proto/resource_pb.js";
import type { ValueObject } from "../../model/value.ts";
import { empties, engineChannel, grpc } from "../protocol.ts";
import { toWire, wireService } from "../wire.ts";
import { resources, resourceServices } from "./monitorProtocol.ts";

/** Monitor of the engine, which registers the resources of a program. */
export interface Monitor {
  /**
   * Registers a resource and waits for its step. @throws DeploymentEnded when the engine accepts no
   * registration
   */
  readonly register: (
    request: messages.RegisterResourceRequest,
  ) => Promise<messages.RegisterResourceResponse>;
}

/** Registering part of a generated client; the client of Pulumi's Node SDK has it too. */
export interface RegisteringClient {
  readonly registerResource: (
    request: messages.RegisterResourceRequest,
    callback: (error: ServiceError | null, response: messages.RegisterResourceResponse | undefined) => void,
  ) => unknown;
}

/**
 * Error when the engine accepts no further registration: a step failed, or the run was interrupted.
 * The engine reports the reason itself, so this error is not shown in addition.
 */
export class DeploymentEnded extends Error {
  override readonly name = "DeploymentEnded";
}

/** Creates a monitor for a connected client. */
export function monitorOver(client: RegisteringClient): Monitor {
  return {
    register: (request) =>
      new Promise((resolve, reject) => {
        client.registerResource(request, (error, response) => {
          if (response !== undefined && error === null) resolve(response);
          else reject(ended(error));
        });
      }),
  };
}

// Reads and writes structs without the generated classes, which lose keys and are several times slower.
const service = wireService(resourceServices.ResourceMonitorService as never);
const Client = grpc.makeGenericClientConstructor(
  service,
  "ResourceMonitor",
) as unknown as typeof resourceServices.ResourceMonitorClient;

/**
 * Returns a client that registers over an existing connection, such as the SDK's, and reads
 * responses as {@link connectMonitor} does.
 */
export function rawClient(client: GrpcClient): RegisteringClient {
  const { path, requestSerialize, responseDeserialize } = (
    service as { readonly registerResource: RegisterMethod }
  ).registerResource;
  return {
    registerResource: (request, callback) =>
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, callback),
  };
}

type RegisterMethod = MethodDefinition<messages.RegisterResourceRequest, messages.RegisterResourceResponse>;

/** Connection of this process to a monitor, for a program that Pulumi's SDK does not run. */
export interface MonitorConnection extends Monitor {
  /** Registers the stack itself, the parent of all resources. @returns its URN */
  readonly registerRoot: (project: string, stack: string) => Promise<string>;
  readonly registerOutputs: (urn: string, outputs: ValueObject) => Promise<void>;
  /** Waits until the engine no longer needs the program. */
  readonly waitForShutdown: () => Promise<void>;
  readonly close: () => void;
}

/** Connects to the monitor of a run. */
export function connectMonitor(address: string): MonitorConnection {
  const client = new Client(address, grpc.credentials.createInsecure(), engineChannel);
  const monitor = monitorOver(client);
  const settled = (call: (done: (error: ServiceError | null) => void) => unknown): Promise<void> =>
    new Promise((resolve, reject) => {
      call((error) => {
        if (error === null) resolve();
        else reject(ended(error));
      });
    });
  return {
    ...monitor,
    registerRoot: async (project, stack) => {
      const request = new resources.RegisterResourceRequest()
        .setType("pulumi:pulumi:Stack")
        .setName(`${project}-${stack}`);
      return (await monitor.register(request)).getUrn();
    },
    registerOutputs: (urn, outputs) => {
      const request = new resources.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(toWire(outputs));
      return settled((done) => client.registerResourceOutputs(request, done));
    },
    waitForShutdown: () => settled((done) => client.signalAndWaitForShutdown(new empties.Empty(), done)),
    close: () => client.close(),
  };
}

function ended(error: ServiceError | null): DeploymentEnded {
  return new DeploymentEnded(error?.details ?? "the engine sent no response", { cause: error });
}
