import * as pulumi from "@pulumi/pulumi";
import { toPointer } from "../model/json.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { inlineSchemaFiles } from "../schema/inlineSchemaFiles.ts";
import type { ActionInvocationArgs } from "./ActionInvocationArgs.ts";

/** Returns whether a part of an input is known only later: an output or a promise. */
export function isLater(part: unknown): boolean {
  if (part instanceof Promise) return true;
  // JSON that looks like an output is not one.
  return pulumi.Output.isInstance(part) && typeof (part as { readonly apply?: unknown }).apply === "function";
}

function hasLater(value: unknown): boolean {
  if (isLater(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasLater);
}

/**
 * Inlines the files that a schema references, relative to the working directory. @throws NcfError
 * NCF_SCHEMA_INVALID
 */
export function withSchemaFiles(schema: ActionInvocationArgs["paramsSchema"]): unknown {
  if (schema === undefined) return undefined;
  const { readText, cwd = "." } = nodePorts();
  const inlined = (whole: unknown): unknown => inlineSchemaFiles(whole, cwd, readText);
  // The SDK would lose keys of a plain schema converted to an output.
  return hasLater(schema) ? pulumi.output(schema).apply(inlined) : inlined(schema);
}

/**
 * Returns JSON pointers to the secret parts of an input; `undefined` when there are none, so that
 * the state does not contain an empty list.
 */
export async function secretPointers(input: unknown, pointer = ""): Promise<string[] | undefined> {
  if (isLater(input)) return (await pulumi.isSecret(pulumi.output(input))) ? [pointer] : undefined;
  if (typeof input !== "object" || input === null) return undefined;
  const found = await Promise.all(
    Object.entries(input).map(([key, part]) => secretPointers(part, pointer + toPointer([key]))),
  );
  const pointers = found.flatMap((some) => some ?? []);
  return pointers.length === 0 ? undefined : pointers;
}

/**
 * Removes unset inputs: the SDK creates an output with four promises and stack traces for every
 * existing property.
 */
export function withoutUndefined(inputs: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}
