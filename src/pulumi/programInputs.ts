import * as pulumi from "@pulumi/pulumi";
import { toPointer } from "../model/json.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { inlineSchemaFiles } from "../schema/inlineSchemaFiles.ts";
import type { ActionInvocationArgs } from "./ActionInvocationArgs.ts";

/** Reports whether a part of an input is known only later: an output or a promise. */
export function isLater(part: unknown): boolean {
  if (part instanceof Promise) return true;
  // JSON that looks like an output is none.
  return pulumi.Output.isInstance(part) && typeof (part as { readonly apply?: unknown }).apply === "function";
}

function hasLater(value: unknown): boolean {
  if (isLater(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasLater);
}

/** Returns a schema with the files that it references, relative to the working directory. @throws NcfError NCF_SCHEMA_INVALID */
export function withSchemaFiles(schema: ActionInvocationArgs["paramsSchema"]): unknown {
  if (schema === undefined) return undefined;
  const { readText, cwd = "." } = nodePorts();
  const inlined = (whole: unknown): unknown => inlineSchemaFiles(whole, cwd, readText);
  // The SDK would lose keys of a plain schema that is made an output.
  return hasLater(schema) ? pulumi.output(schema).apply(inlined) : inlined(schema);
}

/** Returns JSON pointers to the secret parts of an input; `undefined` where there are none, so that the state holds nothing about them. */
export async function secretPointers(input: unknown, pointer = ""): Promise<string[] | undefined> {
  if (isLater(input)) return (await pulumi.isSecret(pulumi.output(input))) ? [pointer] : undefined;
  if (typeof input !== "object" || input === null) return undefined;
  const found = await Promise.all(
    Object.entries(input).map(([key, part]) => secretPointers(part, pointer + toPointer([key]))),
  );
  const pointers = found.flatMap((some) => some ?? []);
  return pointers.length === 0 ? undefined : pointers;
}

/** Returns inputs without those that are not set: the SDK makes an output with four promises, each with its stack trace, of every property that exists. */
export function withoutUndefined(inputs: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}
