import type { ServiceError } from "@grpc/grpc-js";
import type messages from "@pulumi/pulumi/proto/resource_pb.js";
import type { ValueObject } from "../../model/value.ts";
import { empties, engineChannel, grpc } from "../protocol.ts";
import { toWire, wireService } from "../wire.ts";
import { resources, resourceServices } from "./monitorProtocol.ts";

/** The engine's monitor: where a program registers its resources. */
export interface Monitor {
  /** Registers a resource and waits for its step. @throws DeploymentEnded */
  readonly register: (
    request: messages.RegisterResourceRequest,
  ) => Promise<messages.RegisterResourceResponse>;
}

/** The part of a generated client that registers; the client of Pulumi's Node SDK has it too. */
export interface RegisteringClient {
  readonly registerResource: (
    request: messages.RegisterResourceRequest,
    callback: (error: ServiceError | null, response: messages.RegisterResourceResponse | undefined) => void,
  ) => unknown;
}

/**
 * The engine takes no further registration: a step failed, or the run was interrupted. The engine itself reports why, so this error is never shown where it did.
 */
export class DeploymentEnded extends Error {
  override readonly name = "DeploymentEnded";
}

/** Makes a monitor of a client that is connected. */
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

// Reads and writes structs without the generated classes, which take several times as long.
const Client = grpc.makeGenericClientConstructor(
  wireService(resourceServices.ResourceMonitorService as never),
  "ResourceMonitor",
) as unknown as typeof resourceServices.ResourceMonitorClient;

/** A monitor that this process is connected to, for a program that is not run by Pulumi's SDK. */
export interface MonitorConnection extends Monitor {
  /** Registers the stack itself, the parent of all resources. @returns its URN */
  readonly registerRoot: (project: string, stack: string) => Promise<string>;
  readonly registerOutputs: (urn: string, outputs: ValueObject) => Promise<void>;
  /** Waits until the engine needs the program no more. */
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
