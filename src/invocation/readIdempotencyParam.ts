import { isJsonObject, type Json } from "../model/json.ts";
import type { Problem } from "../model/problem.ts";
import { unknownValue } from "../schema/unknownValue.ts";

/** What comes of the input `idempotencyParam`. */
export interface ReadIdempotencyParam {
  readonly name?: string;
  readonly problem?: Problem;
  /** The params as the action will get them, with a key that is not known yet. */
  readonly sentParams: Json | undefined;
}

/** Reads the input `idempotencyParam`, and adds the param that it names to the others. */
export function readIdempotencyParam(
  input: Json | undefined,
  params: Json | undefined,
): ReadIdempotencyParam {
  if (input === undefined) return { sentParams: params };
  const pointer = "/idempotencyParam";
  if (typeof input !== "string" || input === "") {
    const hint = "write a name, such as idempotencyParam: idempotencyKey";
    return {
      problem: { pointer, reason: "idempotencyParam is not the name of a param", hint },
      sentParams: params,
    };
  }
  if (params !== undefined && !isJsonObject(params)) return { name: input, sentParams: params };
  if (params !== undefined && Object.hasOwn(params, input)) {
    const hint = "take it out of params, or pick another name: the key of the generation goes there";
    return {
      problem: { pointer, reason: "idempotencyParam names a param that is there already", hint },
      sentParams: params,
    };
  }
  return { name: input, sentParams: { ...params, [input]: unknownValue } };
}
