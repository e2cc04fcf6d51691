import type { Activation } from "../model/activation.ts";
import type { ApiError } from "../model/outcome.ts";
import { isJsonObject } from "../model/json.ts";
import { parseBody } from "./parseBody.ts";
import { readActivation } from "./readActivation.ts";
import { readApiError } from "./readApiError.ts";
import type { Answered } from "./Transport.ts";

/** What an answer says. */
export type Decoded =
  /** The record of an ended activation. */
  | { readonly kind: "activation"; readonly activation: Activation }
  /** An activation that has not ended, or not in time. */
  | { readonly kind: "idOnly"; readonly activationId: string }
  /** A refusal, or a fault that somebody on the way reports. */
  | { readonly kind: "apiError"; readonly error: ApiError }
  /** Nothing that this API can say. The reason never quotes the body. */
  | { readonly kind: "malformed"; readonly reason: string };

/**
 * Reads an answer by what is in it. The status only counts where the body says nothing: the API documents no status for
 * an answer with the id alone, nor for a failed action, and upstream sends that one with 502.
 * Source: api.ncloud-docs.com compute-cloudfunctions-v2-postaction [doc]; Actions.scala [ow]
 */
export function decode(answer: Answered): Decoded {
  const body = parseBody(answer.body);
  if (typeof body === "string") return withoutBody(answer, body);
  const content = isJsonObject(body["content"]) ? body["content"] : body;
  if (isJsonObject(content["response"])) {
    const activation = readActivation(content);
    return activation === undefined
      ? { kind: "malformed", reason: `${headOf(answer)} and an incomplete activation` }
      : { kind: "activation", activation };
  }
  // An id was only given to a call that was accepted, whatever else the answer says.
  const { activationId } = content;
  if (typeof activationId === "string" && activationId !== "") return { kind: "idOnly", activationId };
  const error = readApiError(answer.status, body) ?? readApiError(answer.status, content);
  if (error !== undefined) return { kind: "apiError", error };
  return withoutBody(answer, "neither an activation nor an error in the body");
}

function withoutBody(answer: Answered, what: string): Decoded {
  const reason = `${headOf(answer)} and ${what}`;
  const { status } = answer;
  if (status < 300 || status >= 500) return { kind: "malformed", reason };
  const message = status < 400 ? `a redirect, which is not followed (${reason})` : reason;
  return { kind: "apiError", error: { status, origin: "gateway", message } };
}

function headOf({ status, headers }: Answered): string {
  const type = /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(headers["content-type"] ?? "")?.[0];
  return `HTTP ${status} with ${type === undefined ? "no content type" : `content type ${type}`}`;
}
