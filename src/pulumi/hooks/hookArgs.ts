import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { ActionInvocationArgs, JsonInput } from "../ActionInvocationArgs.ts";
import type { ResourceOutputs } from "./resourceOutputs.ts";

/** Properties of a resource without a given type. */
export type AnyProperties = Readonly<Record<string, JsonInput | undefined>>;

/**
 * Outputs of a resource as Pulumi passes them to a hook: a secret output is an `Output`, any other
 * its value.
 */
export type HookOutputs<R> = R extends Resource
  ? {
      readonly [K in keyof ResourceOutputs<R>]: ResourceOutputs<R>[K] | Output<ResourceOutputs<R>[K]>;
    }
  : R;

/**
 * Arguments of a hook. Inputs and outputs are present if the operation has them: new ones after a
 * creation or update, old ones before an update or deletion.
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

/** Params of an action in which each part may be an input. */
export type ParamsInput = Input<{ readonly [name: string]: JsonInput | undefined }>;

/**
 * Arguments of {@link actionHook}: those of an `ActionInvocation`, and options for when to call the
 * action.
 */
export interface ActionHookArgs<R = AnyProperties> extends Omit<
  ActionInvocationArgs,
  "params" | "triggers" | "waitFor" | "onUpdate" | "onDelete"
> {
  /**
   * Runtime parameters of the action, or a function that returns them from the hook's arguments.
   * @default `{}`
   */
  readonly params?: ParamsInput | ((args: HookArgs<R>) => ParamsInput | undefined) | undefined;
  /**
   * Further values whose change calls the action again, or a function that returns them from the
   * hook's arguments.
   * @default `[]`
   */
  readonly triggers?:
    Input<readonly JsonInput[]> | ((args: HookArgs<R>) => Input<readonly JsonInput[]>) | undefined;
  /**
   * Limit on how often the hook calls the action for one operation of one resource:
   * - `change`: when a resource is created, updated or deleted, unless params and triggers are
   *   those of the last call
   * - `release`: once per release, see `release`
   * - `ever`: once, even if the resource is created again
   *
   * A failed call is repeated in each case.
   * @default `"change"`
   */
  readonly once?: "change" | "release" | "ever" | undefined;
  /**
   * Name of the release, for `once: "release"`.
   * @default the environment variable `NCF_RELEASE`, else the commit from the CI system
   */
  readonly release?: string | undefined;
  /**
   * Effect of a failure on the deployment: `fail` fails it, `warn` reports the failure as a
   * warning. The next `up` repeats the call in both cases.
   * @default `"fail"`
   */
  readonly onFailure?: "fail" | "warn" | undefined;
  /**
   * Time to follow an activation that outlives `timeout`: milliseconds, or a string such as `90s`,
   * `10m`, `1h30m`. Must be shorter than the custom time-out of the resource's operation, if it has
   * one.
   * @default `"6m"`
   */
  readonly waitFor?: number | string | undefined;
}
