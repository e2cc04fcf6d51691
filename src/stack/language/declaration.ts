import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/json.ts";
import type { Expression, ObjectExpression, Reference } from "./expression.ts";
import type { ResourceTypeName } from "./resourceTypes.ts";

/** Config entry of a stack file. */
export interface ConfigDeclaration {
  readonly kind: "config";
  readonly name: string;
  readonly nameRange: Range;
  readonly type: ConfigType;
  /** Type of the items of an `array`, if declared. */
  readonly itemType?: ConfigType;
  readonly default?: Json;
  /** Fixed value, which cannot be set from outside. */
  readonly value?: Json;
  readonly isSecret: boolean;
}

/** JSON type of a config value. */
export type ConfigType = "string" | "integer" | "number" | "boolean" | "array" | "object";

/** Variable of a stack file, evaluated once. */
export interface VariableDeclaration {
  readonly kind: "variable";
  readonly name: string;
  readonly nameRange: Range;
  readonly value: Expression;
}

/** Resource of a stack file; with `each` one resource per item. */
export interface ResourceDeclaration {
  readonly kind: "resource";
  readonly name: string;
  readonly nameRange: Range;
  readonly type: ResourceTypeName;
  readonly properties: ObjectExpression;
  readonly each?: Expression;
  readonly options: ResourceOptions;
}

/** Options of a resource. The engine supplies those that are not set. */
export interface ResourceOptions {
  readonly dependsOn: readonly Reference[];
  readonly parent?: Reference;
  readonly protect?: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly retainOnDelete?: boolean;
  readonly replaceOnChanges?: readonly string[];
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  /** Earlier names, or URNs. */
  readonly aliases?: readonly (string | { readonly name: string })[];
  /** Run to adopt: `package/action/activationId`. */
  readonly import?: string;
  /** Durations such as `10m`. */
  readonly customTimeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
}

/** Invalid declaration. Its name counts as defined, so that references to it are not reported too. */
export interface BrokenDeclaration {
  readonly kind: "broken";
  readonly name: string;
  readonly nameRange: Range;
}

/** Output of the stack. */
export interface OutputDeclaration {
  readonly name: string;
  readonly nameRange: Range;
  readonly value: Expression;
}

/** Declaration that a reference can name. */
export type Declaration = ConfigDeclaration | VariableDeclaration | ResourceDeclaration | BrokenDeclaration;
