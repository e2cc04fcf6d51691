import type messages from "@pulumi/pulumi/proto/provider_pb.js";
import { getActivation } from "../model/getActivation.ts";
import { invokeAction } from "../model/invokeAction.ts";
import { SecretValue, type ValueObject } from "../model/value.ts";
import { toPlain } from "./plainValue.ts";
import type { ConfiguredProvider } from "./providerSession.ts";
import { grpc, providers } from "./protocol.ts";
import { StatusError } from "./stepError.ts";
import { fromWire, toWire } from "./wire.ts";

/**
 * Calls a function of the provider. The engine calls it once its arguments are known, also in a
 * preview.
 * @param tellsPreview - `true` when the engine reports whether a call belongs to a preview.
 * @throws StatusError UNIMPLEMENTED for an unknown function
 */
export async function invokeFunction(
  request: messages.InvokeRequest,
  provider: ConfiguredProvider,
  tellsPreview: boolean,
): Promise<messages.InvokeResponse> {
  const args = toPlain(fromWire(request.getArgs()));
  const record = await call();
  return new providers.InvokeResponse().setReturn(
    toWire(args.secretPointers.length === 0 ? record : allSecret(record)),
  );

  async function call(): Promise<ValueObject> {
    switch (request.getTok()) {
      case getActivation.token:
        return provider.runtime.readActivation({ inputs: args.json, secretPointers: args.secretPointers });
      case invokeAction.token: {
        const { callActionFunction } = await import("./callActionFunction.ts");
        return callActionFunction(args, provider, { isPreview: request.getPreview(), tellsPreview });
      }
      default:
        throw new StatusError(grpc.status.UNIMPLEMENTED, `function ${request.getTok()} is not supported`);
    }
  }
}

/** Marks all fields as secret: the record belongs to the secret arguments, and may contain them. */
function allSecret(record: ValueObject): ValueObject {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, new SecretValue(value)]));
}
