import type messages from "@pulumi/pulumi/proto/provider_pb.js";
import { getActivation } from "../model/getActivation.ts";
import { SecretValue, type ValueObject } from "../model/value.ts";
import { toPlain } from "./plainValue.ts";
import type { ConfiguredProvider } from "./providerSession.ts";
import { grpc, providers } from "./protocol.ts";
import { StatusError } from "./stepError.ts";
import { fromWire, toWire } from "./wire.ts";

/**
 * Calls a function of the provider. It only reads, in a preview as well: the engine calls it once its arguments are known.
 * @throws StatusError UNIMPLEMENTED for an unknown function
 */
export async function invokeFunction(
  request: messages.InvokeRequest,
  { runtime }: ConfiguredProvider,
): Promise<messages.InvokeResponse> {
  if (request.getTok() !== getActivation.token) {
    throw new StatusError(grpc.status.UNIMPLEMENTED, `function ${request.getTok()} is not supported`);
  }
  const { json, secretPointers } = toPlain(fromWire(request.getArgs()));
  const record = await runtime.readActivation(json);
  return new providers.InvokeResponse().setReturn(
    toWire(secretPointers.length === 0 ? record : allSecret(record)),
  );
}

/** The record tells what the arguments name, and may repeat it. */
function allSecret(record: ValueObject): ValueObject {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, new SecretValue(value)]));
}
