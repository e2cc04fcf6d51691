import * as pulumi from "@pulumi/pulumi";
import { toPointer } from "../model/json.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { inlineSchemaFiles } from "../schema/inlineSchemaFiles.ts";
import type { ActionInvocationArgs } from "./ActionInvocationArgs.ts";

/** Reports whether a part of an input is known only later: an output or a promise. */
export function isLater(part: unknown): boolean {
  return pulumi.Output.isInstance(part) || part instanceof Promise;
}

/** Returns a schema with the files that it references, relative to the working directory. @throws NcfError NCF_SCHEMA_INVALID */
export function withSchemaFiles(
  schema: ActionInvocationArgs["paramsSchema"],
): pulumi.Output<unknown> | undefined {
  if (schema === undefined) return undefined;
  const { readText, cwd = "." } = nodePorts();
  return pulumi.output(schema).apply((whole) => inlineSchemaFiles(whole, cwd, readText));
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
