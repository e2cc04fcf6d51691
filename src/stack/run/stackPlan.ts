import type { ResourceTypeName } from "../language/resourceTypes.ts";

/** What a stack file would do. Holds no secret: fit to be printed. */
export interface StackPlan {
  /** In the order in which they can be made. */
  readonly steps: readonly PlanStep[];
  /** Name to value, shown as in the steps. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** One resource that would be made. */
export interface PlanStep {
  /** Its name for the engine; ends with `-*` when it stands for the items of an `each` that are not known yet. */
  readonly name: string;
  readonly type: ResourceTypeName;
  /** The action that is called: `db/migrate`, `-/warm` for one outside any package. */
  readonly action?: string;
  /** What is not known yet is shown as its expression, `${migrate.result.tables}`; a secret as `[secret]`. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Names of the resources that have to be made before. */
  readonly after: readonly string[];
}
