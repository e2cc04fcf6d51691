import type { Input } from "@pulumi/pulumi";
import type { ActionInvocationArgs, JsonSchemaInput } from "./ActionInvocationArgs.ts";
import type { AddressInput } from "../model/addressDefinition.ts";

/** Arguments of an `ActionCheck`. */
export interface ActionCheckArgs extends Pick<
  ActionInvocationArgs,
  "actionName" | "packageName" | "params" | "paramsSchema" | "triggers" | AddressInput
> {
  /**
   * `true` requires the run itself to succeed. `false` leaves the decision to `resultSchema`, which
   * is then required. A change checks again.
   * @default `true`
   */
  readonly success?: Input<boolean> | undefined;
  /**
   * JSON Schema that the result must satisfy, given like `paramsSchema`. A result that violates it is
   * unhealthy. A change checks again.
   * @default no check
   */
  readonly resultSchema?: Input<JsonSchemaInput> | undefined;
  /**
   * Number of healthy calls in a row that end the check, `1` to `100`. A change checks again.
   * @default `1`
   */
  readonly successes?: Input<number> | undefined;
  /**
   * Time from the start of one call to the start of the next: milliseconds, or a string such as `5s`. At
   * least `100ms`.
   * @default `"5s"`
   */
  readonly every?: Input<number | string> | undefined;
  /**
   * Time in which the action must become healthy: milliseconds, or a string such as `5m`. At least
   * `every` times `successes`, at most `24h`, and at most the custom time-out of the resource.
   * @default `"5m"`
   */
  readonly within?: Input<number | string> | undefined;
  /**
   * Time that the gateway waits for the action, in milliseconds, `1` to `60000`. A run that takes longer
   * is unhealthy.
   * @default `60000`
   */
  readonly timeout?: Input<number> | undefined;
}
