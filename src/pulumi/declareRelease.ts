import type { Input, Output } from "@pulumi/pulumi";
import type { Json } from "../model/Json.ts";
import { ActionInvocation } from "./ActionInvocation.ts";

const paramsSchemaUrl = new URL("../../stacks/quickstart/schemas/migrate.params.json", import.meta.url);

/** What the example release gives to the stack. */
export interface Release {
  readonly tables: Output<Json | undefined>;
  readonly warmed: Output<Json | undefined>;
  readonly activationId: Output<string>;
}

/** The example of the quickstart and of this repository's own project: migrate the database, then warm the cache with what came out. */
export function declareRelease(version: Input<string>): Release {
  const migrate = new ActionInvocation("migrate", {
    packageName: "db",
    actionName: "migrate",
    params: { version },
    paramsSchema: { $ref: paramsSchemaUrl.href },
  });
  const warm = new ActionInvocation("warm", {
    actionName: "warm-cache",
    params: { tables: migrate.result.apply(({ tables }) => tables ?? []) },
  });
  return {
    tables: migrate.result.apply(({ tables }) => tables),
    warmed: warm.result.apply(({ warmed }) => warmed),
    activationId: warm.activationId,
  };
}
