import type { Input } from "@pulumi/pulumi";
import type { OnUnknown } from "../model/outcome.ts";
import type { ApiVersion, Platform, Region, Site } from "../model/address.ts";

/** Any JSON value, each part of it an input. */
export type JsonInput = Input<
  null | boolean | number | string | readonly JsonInput[] | { readonly [key: string]: JsonInput | undefined }
>;

/** A JSON Schema of draft-07 or 2020-12; `{ $ref: "./file.json" }` takes it from a file beside the program. */
export type JsonSchemaInput = boolean | { readonly [keyword: string]: unknown };

/** What to call, with what, and how long to wait. */
export interface ActionInvocationArgs {
  /**
   * Name of the action: 1 to 50 of `A-Z a-z 0-9 - _`, not starting with `-`. A change makes a new generation.
   * Source: compute-cloudfunctions-v2-postaction [doc]
   */
  readonly actionName: Input<string>;
  /**
   * Name of the package, by the same rule; `-` for an action outside any package. A change makes a new generation.
   * @default "-"
   * Source: compute-cloudfunctions-v2-postaction [doc]
   */
  readonly packageName?: Input<string> | undefined;
  /**
   * The action's runtime parameters, a JSON object of at most 1 MiB as sent. A change makes a new generation. Where any part
   * is secret, the result is kept secret too, since actions often repeat what they were given.
   * Shape: `{ name: value }`
   * @default {}
   * Source: compute-cloudfunctions-v2-postaction, cloudfunctions-spec [doc]
   */
  readonly params?: Input<{ readonly [name: string]: JsonInput | undefined }> | undefined;
  /**
   * JSON Schema that `params` must keep to, draft-07 or 2020-12, inline or `{ $ref: "./file.json" }` relative to the working
   * directory. Checked at preview, with values not known yet tolerated, and again before the call.
   * @default nothing is checked
   */
  readonly paramsSchema?: Input<JsonSchemaInput> | undefined;
  /**
   * JSON Schema that the result must keep to, given like `paramsSchema`. A result that does not fails the deployment; the action is not called
   * again for it.
   * @default nothing is checked
   */
  readonly resultSchema?: Input<JsonSchemaInput> | undefined;
  /**
   * Where the action lives: `classic` or `vpc`. A change makes a new generation.
   * @default stack config `ncf:platform`, else `classic` for v2.0 in Korea and in the government cloud, else `vpc`
   * Source: compute-cloudfunctions [doc]
   */
  readonly platform?: Input<Platform> | undefined;
  /**
   * Region whose host is called: `KR`, `SGN`, `JPN`; `FKR` in the financial cloud. A change makes a new generation.
   * @default stack config `ncf:region`, else `KR` (`FKR` in the financial cloud)
   * Source: compute-cloudfunctions [doc]
   */
  readonly region?: Input<Region> | undefined;
  /**
   * Which cloud: `public`, `gov`, `fin`. A change makes a new generation.
   * @default stack config `ncf:site`, else `public`
   * Source: terraform-provider-ncloud internal/provider/provider.go [code]
   */
  readonly site?: Input<Site> | undefined;
  /**
   * Version of the API: `v2.0` (`/api/v2`) or `v2.1` (`/ncf/api/v2`). A change makes a new generation.
   * @default stack config `ncf:apiVersion`, else `v2.0` (`v2.1` in the financial cloud)
   * Source: compute-cloudfunctions [doc]
   */
  readonly apiVersion?: Input<ApiVersion> | undefined;
  /**
   * Origin to call instead of the cloud's own: `https://…`, or `http://` on loopback for an emulator. A change makes a new
   * generation.
   * @default stack config `ncf:endpoint`, else the host of site and region
   */
  readonly endpoint?: Input<string> | undefined;
  /**
   * How long the gateway waits for the action before it answers with the activation id alone. Milliseconds, `0`–`60000`. It is not
   * the action's own limit: the action goes on.
   * @default 60000
   * Source: compute-cloudfunctions-v2-postaction [doc]
   */
  readonly timeout?: Input<number> | undefined;
  /**
   * How long an activation that outlives `timeout` is followed. Milliseconds, or text such as `90s`, `10m`, `1h30m`. When it is over, the
   * activation id is kept, the deployment fails, and the next `up` goes on waiting without another call.
   * @default 6 minutes: the longest action plus the lag until its record can be read
   */
  readonly waitFor?: Input<number | string> | undefined;
  /**
   * Any values. A change makes a new generation: the action is called again.
   * @default []
   */
  readonly triggers?: Input<readonly JsonInput[]> | undefined;
  /**
   * For calls that provably did not run (nothing sent, or refused for now): how many attempts in all, `1`–`100`, and
   * within which time, in milliseconds or text such as `60s`. A call that may have run is never repeated.
   * @default { attempts: 4, budget: "60s" }
   */
  readonly retry?: Input<RetryArgs> | undefined;
  /**
   * For a call of which nobody can tell whether it ran, even after a look through the action's activations. `fail`: the deployment stops,
   * and each further `up` looks again and posts nothing. `adopt`: where exactly one run may be it, take that one. `reinvoke`: call
   * again once no earlier run can still be at work; the action may have run twice then.
   * @default "fail"
   */
  readonly onUnknown?: Input<OnUnknown> | undefined;
  /**
   * Name of a param in which the action gets the key of this generation, `ncf:PROJECT/STACK/NAME/GENERATION`: the same at each attempt, and
   * no other call's. With it an action can refuse repeats itself, and by repeating it in its result or logs shows which call a run was.
   * It must not be among `params`; `paramsSchema` sees it. A change of it makes no new generation.
   * @default undefined: the action gets no key
   */
  readonly idempotencyParam?: Input<string> | undefined;
}

/** How calls that provably did not run are tried again. */
export interface RetryArgs {
  /** Attempts in all, `1`–`100`. @default 4 */
  readonly attempts?: Input<number> | undefined;
  /** No attempt starts later than this after the first. Milliseconds, or text such as `60s`. @default 60000 */
  readonly budget?: Input<number | string> | undefined;
}
