import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { ActionInvocationArgs, JsonInput } from "../ActionInvocationArgs.ts";
import type { ResourceOutputs } from "./resourceOutputs.ts";

/** Properties of a resource of which no type is given. */
export type AnyProperties = Readonly<Record<string, JsonInput | undefined>>;

/** Outputs of a resource as Pulumi gives them to a hook: a secret one is an `Output`, every other one its value. */
export type HookOutputs<R> = R extends Resource
  ? {
      readonly [K in keyof ResourceOutputs<R>]: ResourceOutputs<R>[K] | Output<ResourceOutputs<R>[K]>;
    }
  : R;

/**
 * Arguments of a hook. Inputs and outputs are there as far as the operation has them: new ones from its creation or update, old ones
 * before its update or deletion.
 */
export interface HookArgs<R = AnyProperties> {
  /** URN of the resource. */
  readonly urn: string;
  /** ID of the resource; empty before its creation. */
  readonly id: string;
  /** Name of the resource. */
  readonly name: string;
  /** Type of the resource, such as `command:local:Command`. */
  readonly type: string;
  readonly newInputs?: AnyProperties;
  readonly oldInputs?: AnyProperties;
  readonly newOutputs?: HookOutputs<R>;
  readonly oldOutputs?: HookOutputs<R>;
}

/** Params of an action, each part of it an input. */
export type ParamsInput = Input<{ readonly [name: string]: JsonInput | undefined }>;

/** Arguments of {@link actionHook}: those of an `ActionInvocation`, and when the action is called. */
export interface ActionHookArgs<R = AnyProperties> extends Omit<
  ActionInvocationArgs,
  "params" | "triggers" | "waitFor" | "onUpdate" | "onDelete"
> {
  /**
   * Runtime parameters of the action, or a function of the hook's arguments that returns them.
   * @default `{}`
   */
  readonly params?: ParamsInput | ((args: HookArgs<R>) => ParamsInput | undefined) | undefined;
  /**
   * Further values whose change calls the action again, or a function of the hook's arguments that returns them.
   * @default `[]`
   */
  readonly triggers?:
    Input<readonly JsonInput[]> | ((args: HookArgs<R>) => Input<readonly JsonInput[]>) | undefined;
  /**
   * How often the hook calls the action for one operation of one resource:
   * - `change`: when a resource is created, updated or deleted, except where params and triggers are those of the last call
   * - `release`: once per release, see `release`
   * - `ever`: once for good, even if the resource is created again
   *
   * A call that failed is made again in each case.
   * @default `"change"`
   */
  readonly once?: "change" | "release" | "ever" | undefined;
  /**
   * Name of the release, for `once: "release"`.
   * @default the environment variable `NCF_RELEASE`, else the commit that the CI system names
   */
  readonly release?: string | undefined;
  /**
   * Effect of a failure on the deployment: `fail` fails it, `warn` reports the failure as a warning. The next `up` calls again in both cases.
   * @default `"fail"`
   */
  readonly onFailure?: "fail" | "warn" | undefined;
  /**
   * Time to follow an activation that outlives `timeout`: milliseconds, or a string such as `90s`, `10m`, `1h30m`. Must be shorter than
   * the custom timeout of the resource's operation, where it has one.
   * @default `"6m"`
   */
  readonly waitFor?: number | string | undefined;
}
