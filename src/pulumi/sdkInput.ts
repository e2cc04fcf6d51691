import * as pulumi from "@pulumi/pulumi";
import { escapeSdkKey, escapeString } from "./marks.ts";

/** Returns whether a part of an input is an output or a promise. JSON that looks like an output is none. */
export function isLater(part: unknown): boolean {
  if (part instanceof Promise) return true;
  return pulumi.Output.isInstance(part) && typeof (part as { readonly apply?: unknown }).apply === "function";
}

/** Returns whether a value is or holds an output or a promise. */
export function hasLater(value: unknown): boolean {
  if (isLater(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasLater);
}

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
