import type { Input } from "@pulumi/pulumi";
import type { LogsMode } from "../model/actionInvocation.ts";
import type { OnUnknown } from "../model/outcome.ts";
import type { ApiVersion, Platform, Region, Site } from "../model/address.ts";
import type { PreviousRun } from "./previousReferences.ts";

/** Any JSON value in which each part may be an input. */
export type JsonInput = Input<
  null | boolean | number | string | readonly JsonInput[] | { readonly [key: string]: JsonInput | undefined }
>;

/**
 * JSON Schema of draft-07 or 2020-12; `{ $ref: "./file.json" }` reads it from a file relative to
 * the working directory.
 */
export type JsonSchemaInput = boolean | { readonly [keyword: string]: unknown };

/** Arguments of an `ActionInvocation`. */
export interface ActionInvocationArgs {
  /**
   * Name of the action to call: 1 to 50 of `A-Z a-z 0-9 - _`, not starting with `-`. A change calls the
   * action again.
   */
  readonly actionName: Input<string>;
  /**
   * Package of the action, with the same rule as `actionName`. `-` is an action outside any package. A
   * change calls the action again.
   * @default `"-"`
   */
  readonly packageName?: Input<string> | undefined;
  /**
   * Runtime parameters of the action, a JSON object of at most 1 MiB. If any part is secret, `result` is
   * secret too. A change calls the action again.
   * @default `{}`
   */
  readonly params?: Input<{ readonly [name: string]: JsonInput | undefined }> | undefined;
  /**
   * JSON Schema (draft-07 or 2020-12) that `params` must satisfy, inline or as `{ $ref: ./file.json }`.
   * Checked at preview and again before the call.
   * @default no check
   */
  readonly paramsSchema?: Input<JsonSchemaInput> | undefined;
  /**
   * JSON Schema that the result must satisfy, given like `paramsSchema`. A result that violates it fails
   * the deployment; the action is not called again.
   * @default no check
   */
  readonly resultSchema?: Input<JsonSchemaInput> | undefined;
  /**
   * Platform of the action: `classic` or `vpc`. A change calls the action again.
   * @default stack config `ncf:platform`, else `classic` for API version `v2.0` in region `KR` and in
   * the government cloud, otherwise `vpc`
   */
  readonly platform?: Input<Platform> | undefined;
  /**
   * Region of the action: `KR`, `SGN`, `JPN`, or `FKR` in the financial cloud. A change calls the action
   * again.
   * @default stack config `ncf:region`, else `KR` (`FKR` in the financial cloud)
   */
  readonly region?: Input<Region> | undefined;
  /**
   * Cloud of the action: `public`, `gov` (government) or `fin` (financial). A change calls the action
   * again.
   * @default stack config `ncf:site`, else `"public"`
   */
  readonly site?: Input<Site> | undefined;
  /**
   * Version of the Cloud Functions API: `v2.0` (`/api/v2`) or `v2.1` (`/ncf/api/v2`). A change calls the
   * action again.
   * @default stack config `ncf:apiVersion`, else `v2.0` (`v2.1` in the financial cloud)
   */
  readonly apiVersion?: Input<ApiVersion> | undefined;
  /**
   * Origin that replaces the host of the cloud: `https://HOST`, or `http://` on loopback, such as an
   * emulator's. A change calls the action again.
   * @default stack config `ncf:endpoint`, else the host of `site` and `region`
   */
  readonly endpoint?: Input<string> | undefined;
  /**
   * Time that the gateway waits for the action, in milliseconds, `0` to `60000`. An action that takes
   * longer continues to run; see `waitFor`.
   * @default `60000`
   */
  readonly timeout?: Input<number> | undefined;
  /**
   * Time to follow an activation that outlives `timeout`: milliseconds, or a string such as `90s`,
   * `10m`, `1h30m`. When it is over, the deployment fails and the next `up` continues to wait without
   * another call.
   * @default `"6m"`
   */
  readonly waitFor?: Input<number | string> | undefined;
  /**
   * Any values. A change calls the action again.
   * @default `[]`
   */
  readonly triggers?: Input<readonly JsonInput[]> | undefined;
  /**
   * Retries of a call that provably did not run. A call that may have run is never repeated.
   * @default `{"attempts":4,"budget":"60s"}`
   */
  readonly retry?: Input<RetryArgs> | undefined;
  /**
   * Behavior when a response was lost and the search for its run is inconclusive: `fail`, `adopt` or
   * `reinvoke`.
   * @default `"fail"`
   */
  readonly onUnknown?: Input<OnUnknown> | undefined;
  /**
   * Name of a parameter that passes the key of the generation, `ncf:PROJECT/STACK/NAME/GENERATION`, to
   * the action, which can refuse repeats by it. Must not be among `params`.
   * @default no key is passed
   */
  readonly idempotencyParam?: Input<string> | undefined;
  /**
   * Action that a change calls, once a run of the resource has succeeded. Its result becomes `result`.
   * @default the same action with the new `params`
   */
  readonly onUpdate?: LifecycleActionArgs | undefined;
  /**
   * Action that deleting the resource calls first, with the keys of `onUpdate`. If it fails, the resource
   * is kept.
   * @default nothing is called
   */
  readonly onDelete?: LifecycleActionArgs | undefined;
  /**
   * When to print the last lines of the activation's logs: `none`, `onFailure` or `always`. Secrets of
   * the params are masked.
   * @default `"onFailure"`
   */
  readonly logs?: Input<LogsMode> | undefined;
}

/** Params of a call in which each part may be an input. */
export interface LifecycleParams {
  readonly [name: string]: JsonInput | undefined;
}

/**
 * Separate action for an update or a deletion. The resource's own arguments supply the address and
 * everything else.
 */
export interface LifecycleActionArgs {
  /** Name of the action to call. */
  readonly actionName: Input<string>;
  /**
   * Package of that action. `-` is an action outside any package.
   * @default `packageName` of the resource
   */
  readonly packageName?: Input<string> | undefined;
  /**
   * Params of that call: an object, or a function of the newest successful run, `(previous) => ({
   * id: previous.result.id })`. The function is called once, when the resource is declared: it can
   * only pass on parts of that run, as values or inside template strings.
   * @default `params` of the resource
   */
  readonly params?: Input<LifecycleParams> | ((previous: PreviousRun) => LifecycleParams) | undefined;
  /**
   * JSON Schema that those params must satisfy, given like `paramsSchema`.
   * @default no check
   */
  readonly paramsSchema?: Input<JsonSchemaInput> | undefined;
  /**
   * Time that the gateway waits for that action, in milliseconds, `0` to `60000`.
   * @default `timeout` of the resource
   */
  readonly timeout?: Input<number> | undefined;
  /**
   * Time to follow its activation, given like `waitFor`.
   * @default `waitFor` of the resource
   */
  readonly waitFor?: Input<number | string> | undefined;
}

/** Retries of a call that provably did not run. */
export interface RetryArgs {
  /** Number of attempts, the first included, `1` to `100`. @default `4` */
  readonly attempts?: Input<number> | undefined;
  /** Time after the first attempt in which another may start: milliseconds, or a string such as `60s`. @default `"60s"` */
  readonly budget?: Input<number | string> | undefined;
}
