import * as pulumi from "@pulumi/pulumi";
import { isUnknown, unknown } from "@pulumi/pulumi/output.js";
import { SecretValue, UnknownValue, type Value, type ValueObject } from "../../model/value.ts";
import { resourceTypes, type ResourceType } from "../../stack/language/resourceTypes.ts";
import type { ProgramHost } from "../../stack/run/host.ts";
import type { ResourceStep } from "./resourceMaker.ts";

// Not in the types of the SDK.
interface OutputState {
  readonly promise: (withUnknowns: boolean) => Promise<unknown>;
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
}

/** Registers resources through the classes of the SDK. */
export function sdkRegistrar(
  makeResource: (step: ResourceStep) => pulumi.CustomResource,
): ProgramHost["registerResource"] {
  const made = new Map<string, pulumi.Resource>();
  return async ({ name, declaration, properties, propertyDependencies, dependsOn, parent }) => {
    const urns = new Set([...dependsOn, ...Object.values(propertyDependencies).flat()]);
    const parentResource = parent === undefined ? undefined : made.get(parent);
    const resource = makeResource({
      name,
      declaration,
      properties: toInput(properties) as Readonly<Record<string, unknown>>,
      dependsOn: [...urns].flatMap((urn) => made.get(urn) ?? []),
      ...(parentResource === undefined ? {} : { parent: parentResource }),
    });
    const { outputs: defined }: ResourceType = resourceTypes[declaration.type];
    const all = resource as unknown as Readonly<Record<string, unknown>>;
    const outputs = await Promise.all(
      Object.keys(defined).map(async (key) => [key, await fromOutput(all[key])] as const),
    );
    const urn = await new Promise<string>((resolve) => resource.urn.apply(resolve));
    made.set(urn, resource);
    return { urn, outputs: Object.fromEntries(outputs) };
  };
}

/** Converts a value to an input of the SDK. */
export function toInput(value: Value): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof SecretValue) return pulumi.secret(toInput(value.value));
  if (value instanceof UnknownValue) return pulumi.output(unknown);
  if (Array.isArray(value)) return (value as readonly Value[]).map(toInput);
  return Object.fromEntries(
    Object.entries(value as ValueObject).map(([key, inner]) => [key, toInput(inner)]),
  );
}

async function fromOutput(output: unknown): Promise<Value> {
  if (!pulumi.Output.isInstance(output)) return null;
  const state = output as unknown as OutputState;
  const value = await state.promise(true);
  const plain = (await state.isKnown) || value !== undefined ? fromPlain(value) : new UnknownValue();
  return (await state.isSecret) ? new SecretValue(plain) : plain;
}

function fromPlain(value: unknown): Value {
  if (isUnknown(value)) return new UnknownValue();
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null) return value as Value;
  if (Array.isArray(value)) return value.map(fromPlain);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromPlain(inner)]));
}
