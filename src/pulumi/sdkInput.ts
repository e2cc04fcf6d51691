import * as pulumi from "@pulumi/pulumi";
import { escapeSdkKey, escapeString } from "./marks.ts";
import { isLater } from "./programInputs.ts";

/**
 * Escapes the data of an input, so that Pulumi's SDK passes it unchanged. The provider reverts the
 * escapes. Objects without a prototype become plain ones, because the SDK hangs on them.
 */
export function toSdkInput(input: unknown): unknown {
  if (isLater(input)) return (pulumi.output(input as never) as pulumi.Output<unknown>).apply(toSdkInput);
  if (typeof input === "string") return escapeString(input);
  if (typeof input !== "object" || input === null) return input;
  if (Array.isArray(input)) return input.map(toSdkInput);
  const prototype: unknown = Object.getPrototypeOf(input);
  if (prototype !== null && prototype !== Object.prototype) return input;
  return Object.fromEntries(
    Object.entries(input).map(([key, part]) => [escapeSdkKey(key), toSdkInput(part)]),
  );
}
