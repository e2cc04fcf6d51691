import * as pulumi from "@pulumi/pulumi";

/**
 * Outputs of a resource, unwrapped: `ResourceOutputs<local.Command>` has a `stdout` of type
 * `string`. Leaves a type that is not a resource unchanged.
 */
export type ResourceOutputs<R> = R extends pulumi.Resource
  ? {
      readonly [
        K in keyof R as R[K] extends pulumi.OutputInstance<unknown> ? K : never
      ]: R[K] extends pulumi.OutputInstance<infer T> ? T : never;
    }
  : R;

/** Returns the outputs of a resource, including `id` and `urn`. */
export function outputsOf(resource: pulumi.Resource): Readonly<Record<string, pulumi.Output<unknown>>> {
  const found = Object.entries(resource).filter(
    ([name, value]) => !name.startsWith("__") && pulumi.Output.isInstance(value),
  );
  return Object.fromEntries(found) as Readonly<Record<string, pulumi.Output<unknown>>>;
}

/** Returns the value of an output or of an object with outputs. Rejects when an output does. */
export async function valueOf<T>(input: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  // Without `promise`, which is missing in the types, waiting for a rejected output would never end.
  const output = pulumi.output(input) as unknown as {
    readonly promise: () => Promise<pulumi.Unwrap<T>>;
  };
  return output.promise();
}
