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
   * Runtime parameters of the action, or a function of the resource's outputs that returns them. A change calls the action again.
   * @default `{}`
   */
  readonly params?: ParamsInput | ((outputs: ResourceOutputs<R>) => ParamsInput) | undefined;
  /**
   * Any values, or a function of the resource's outputs that returns them. A change calls the action again.
   * @default `[]`
   */
  readonly triggers?:
    Input<readonly JsonInput[]> | ((outputs: ResourceOutputs<R>) => Input<readonly JsonInput[]>) | undefined;
}

type Input<T> = pulumi.Input<T>;

/**
 * Calls an action after a resource was created or updated, as a resource of its own: it has a state, outputs and a diff, and a call that
 * failed or did not end is continued by the next `up`. It is a child of the resource, and depends on it. The action is called again when its
 * inputs change, and not merely because the resource changed: give what matters as `params` or `triggers`.
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
 * @param resource - The resource. If one of its outputs is secret, params and triggers that are functions count as secret.
 * @param name - Name of the new resource, unique in its stack.
 * @param options - Options of the new resource. @default `parent` is the resource, `dependsOn` includes it
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
      // The SDK takes outputs inside the list as well.
      dependsOn: [resource, dependsOn].flat() as pulumi.Resource[],
    },
  );
}
