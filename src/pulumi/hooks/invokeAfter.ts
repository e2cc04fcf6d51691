import * as pulumi from "@pulumi/pulumi";
import { ActionInvocation } from "../ActionInvocation.ts";
import type { ActionInvocationArgs, JsonInput } from "../ActionInvocationArgs.ts";
import type { ParamsInput } from "./hookArgs.ts";
import { outputsOf, type ResourceOutputs } from "./resourceOutputs.ts";

/** Arguments of {@link invokeAfter}: those of an `ActionInvocation`, where `params` and `triggers` may be functions of the resource's outputs. */
export interface InvokeAfterArgs<R extends pulumi.Resource> extends Omit<
  ActionInvocationArgs,
  "params" | "triggers"
> {
  /**
   * Runtime parameters of the action, or a function that returns them from the resource's outputs.
   * A change calls the action again.
   * @default `{}`
   */
  readonly params?: ParamsInput | ((outputs: ResourceOutputs<R>) => ParamsInput) | undefined;
  /**
   * Any values, or a function that returns them from the resource's outputs. A change calls the
   * action again.
   * @default `[]`
   */
  readonly triggers?:
    Input<readonly JsonInput[]> | ((outputs: ResourceOutputs<R>) => Input<readonly JsonInput[]>) | undefined;
}

type Input<T> = pulumi.Input<T>;

/**
 * Calls an action after a resource was created or updated, as a separate resource with a state,
 * outputs and a diff. The next `up` continues a failed or unfinished call. The new resource is a
 * child of the resource and depends on it. The action is called again when its inputs change, not
 * whenever the resource changes: pass the relevant outputs as `params` or `triggers`.
 *
 * @example
 * ```ts
 * import { invokeAfter } from "pulumi-ncloud-functions";
 * import { local } from "@pulumi/command";
 *
 * const site = new local.Command("site", { create: "./deploy.sh" });
 * const warm = invokeAfter(site, "warm", {
 *   actionName: "warm-cache",
 *   params: ({ stdout }) => ({ version: stdout }),
 *   triggers: ({ id }) => [id],
 * });
 * export const warmed = warm.result;
 * ```
 * @param resource - Resource to call after. If one of its outputs is secret, params and triggers
 * from functions are secret.
 * @param name - Name of the new resource, unique in its stack.
 * @param options - Options of the new resource. @default `parent` is the resource, `dependsOn`
 * includes it
 * @throws NcfError as `ActionInvocation` does
 */
export function invokeAfter<R extends pulumi.Resource>(
  resource: R,
  name: string,
  { params, triggers, ...args }: InvokeAfterArgs<R>,
  options: pulumi.CustomResourceOptions = {},
): ActionInvocation {
  const from = (input: unknown): unknown =>
    typeof input === "function"
      ? pulumi.output(outputsOf(resource)).apply((outputs) => input(outputs))
      : input;
  const { dependsOn = [], ...rest } = options;
  return new ActionInvocation(
    name,
    {
      ...args,
      params: from(params) as ActionInvocationArgs["params"],
      triggers: from(triggers) as ActionInvocationArgs["triggers"],
    },
    {
      parent: resource,
      ...rest,
      // The SDK also accepts outputs inside the list.
      dependsOn: [resource, dependsOn].flat() as pulumi.Resource[],
    },
  );
}
