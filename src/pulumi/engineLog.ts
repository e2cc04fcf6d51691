import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { eventText, type InvocationEvent } from "../invocation/events.ts";
import { generationKey, type ResourceKey } from "../model/resourceKey.ts";
import { engineChannel, grpc } from "./protocol.ts";

/** Log of the engine, which displays each message with its resource. */
export interface EngineLog {
  readonly connect: (address: string) => void;
  /** Remembers the URN of a resource. */
  readonly announce: (key: ResourceKey, urn: string) => void;
  /** Writes an event if a log needs it. */
  readonly onEvent: (event: InvocationEvent) => void;
  /** Writes why a resource failed. */
  readonly showError: (key: ResourceKey, message: string) => Promise<void>;
  /** Writes a message that is about no resource. */
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/**
 * Creates a log that connects at its first message. Messages that cannot be delivered go to
 * standard error, which the engine displays as well.
 */
export function engineLog(): EngineLog {
  const urns = new Map<string, string>();
  let address = "";
  let client: Promise<EngineClient> | undefined;

  return {
    connect: (engineAddress) => {
      address = engineAddress;
      client = undefined;
    },
    announce: (key, urn) => urns.set(nameOf(key), urn),
    onEvent: (event) => {
      const text = eventText(event);
      if (text !== undefined) void writeOrPrint(text, urns.get(nameOf(event.key)), "INFO");
    },
    showError: (key, message) => writeOrPrint(message, urns.get(nameOf(key)), "ERROR"),
    write: (text) => void writeOrPrint(text, undefined, "INFO"),
    close: () => void client?.then((one) => one.close()),
  };

  async function writeOrPrint(text: string, urn: string | undefined, severity: Severity): Promise<void> {
    try {
      await write(text, urn ?? "", severity);
    } catch {
      console.error(text);
    }
  }

  async function write(text: string, urn: string, severity: Severity): Promise<void> {
    if (address === "") throw new Error("no engine is attached");
    const { default: services } = await import("@pulumi/pulumi/proto/engine_grpc_pb.js");
    const { default: messages } = await import("@pulumi/pulumi/proto/engine_pb.js");
    client ??= Promise.resolve(
      new services.EngineClient(address, grpc.credentials.createInsecure(), engineChannel),
    );
    const request = new messages.LogRequest()
      .setSeverity(messages.LogSeverity[severity])
      .setMessage(text)
      .setUrn(urn);
    const connected = await client;
    await new Promise<void>((resolve, reject) => {
      connected.log(request, (error) => (error === null ? resolve() : reject(error)));
    });
  }
}

type Severity = "INFO" | "ERROR";

function nameOf(key: ResourceKey): string {
  return generationKey({ ...key, generation: 1 });
}
