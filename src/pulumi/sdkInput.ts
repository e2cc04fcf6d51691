import * as pulumi from "@pulumi/pulumi";
import { escapeSdkKey, escapeString } from "./marks.ts";
import { isLater } from "./programInputs.ts";

/**
 * Returns an input with its data escaped, so that Pulumi's SDK carries it as it is. The provider undoes the escapes. Objects without a
 * prototype become plain ones, because the SDK waits for ever for those.
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
