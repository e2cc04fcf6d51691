import * as pulumi from "@pulumi/pulumi";

/** Outputs of a resource, unwrapped: `ResourceOutputs<local.Command>` has a `stdout` of type `string`. A type that is no resource stays as it is. */
export type ResourceOutputs<R> = R extends pulumi.Resource
  ? {
      readonly [
        K in keyof R as R[K] extends pulumi.OutputInstance<unknown> ? K : never
      ]: R[K] extends pulumi.OutputInstance<infer T> ? T : never;
    }
  : R;

/** Returns the outputs of a resource, `id` and `urn` among them. */
export function outputsOf(resource: pulumi.Resource): Readonly<Record<string, pulumi.Output<unknown>>> {
  const found = Object.entries(resource).filter(
    ([name, value]) => !name.startsWith("__") && pulumi.Output.isInstance(value),
  );
  return Object.fromEntries(found) as Readonly<Record<string, pulumi.Output<unknown>>>;
}

/** Returns the value of an output or of an object with outputs. Rejects where an output does. */
export async function valueOf<T>(input: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  // Without `promise`, which the types leave out, a rejected output could only be waited for without end.
  const output = pulumi.output(input) as unknown as {
    readonly promise: () => Promise<pulumi.Unwrap<T>>;
  };
  return output.promise();
}
