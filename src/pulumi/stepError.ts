import { issueError } from "../diagnostics/ncfError.ts";
import type { Metadata, status as Status, StatusObject } from "@grpc/grpc-js";
import type messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { Issue } from "../model/issue.ts";
import type { ValueObject } from "../model/value.ts";
import { anys, grpc, providers, statuses } from "./protocol.ts";
import { toWire } from "./wire.ts";

/** Error with its own gRPC status. */
export class StatusError extends Error {
  readonly code: Status;
  readonly metadata: Metadata | undefined;

  constructor(code: Status, message: string, metadata?: Metadata) {
    super(message);
    this.code = code;
    this.metadata = metadata;
  }
}

/** Failed step that nevertheless has a resource to keep. */
export interface PartialFailure {
  readonly id: string;
  readonly outputs: ValueObject;
  /** Message that the engine prints and stores in the state. Without secrets. */
  readonly message: string;
}

/** Returns the error that reports to the engine that a resource exists and its initialization failed. */
export function partialFailure({ id, outputs, message }: PartialFailure): StatusError {
  const failure = new providers.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(toWire(outputs))
    .setReasonsList([message]);
  const details = new anys.Any();
  details.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statuses.Status().setCode(grpc.status.UNKNOWN).setMessage(message);
  status.setDetailsList([details]);
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return new StatusError(grpc.status.UNKNOWN, message, metadata);
}

/** Converts an error for gRPC. The engine prints its message. */
export function toServiceError(error: unknown): Partial<StatusObject> {
  const details = error instanceof Error ? error.message : String(error);
  if (!(error instanceof StatusError)) return { code: grpc.status.UNKNOWN, details };
  const { code, metadata } = error;
  return { code, details, ...(metadata === undefined ? {} : { metadata }) };
}

/**
 * Converts an issue for the engine. The property stays empty: the engine would print the value of
 * that input.
 */
export function toCheckFailure(issue: Issue): messages.CheckFailure {
  return new providers.CheckFailure().setReason(issueError(issue).message);
}
