import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/json.ts";
import type { Expression, ObjectExpression, Reference } from "./expression.ts";
import type { ResourceTypeName } from "./resourceTypes.ts";

/** A value given from outside. */
export interface ConfigDeclaration {
  readonly kind: "config";
  readonly name: string;
  readonly nameRange: Range;
  readonly type: ConfigType;
  /** Type of the items of an `array`, when it is declared. */
  readonly itemType?: ConfigType;
  readonly default?: Json;
  /** The value itself, which cannot be given from outside. */
  readonly value?: Json;
  readonly isSecret: boolean;
}

/** JSON type of a config value. */
export type ConfigType = "string" | "integer" | "number" | "boolean" | "array" | "object";

/** A value that is worked out once. */
export interface VariableDeclaration {
  readonly kind: "variable";
  readonly name: string;
  readonly nameRange: Range;
  readonly value: Expression;
}

/** A resource, or with `each` one for every item. */
export interface ResourceDeclaration {
  readonly kind: "resource";
  readonly name: string;
  readonly nameRange: Range;
  readonly type: ResourceTypeName;
  readonly properties: ObjectExpression;
  readonly each?: Expression;
  readonly options: ResourceOptions;
}

/** The options of a resource. What is left out is left to the engine. */
export interface ResourceOptions {
  readonly dependsOn: readonly Reference[];
  readonly parent?: Reference;
  readonly protect?: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly retainOnDelete?: boolean;
  readonly replaceOnChanges?: readonly string[];
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  readonly aliases?: readonly string[];
  /** Durations such as `10m`. */
  readonly customTimeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
}

/** A declaration that is too wrong to be used; its name is known, so that references to it are not wrong as well. */
export interface BrokenDeclaration {
  readonly kind: "broken";
  readonly name: string;
  readonly nameRange: Range;
}

/** An output of the stack. */
export interface OutputDeclaration {
  readonly name: string;
  readonly nameRange: Range;
  readonly value: Expression;
}

/** What a reference can name. */
export type Declaration = ConfigDeclaration | VariableDeclaration | ResourceDeclaration | BrokenDeclaration;
