import type { Json } from "./json.ts";

/** Type of an input, an output or a config key. */
export type DefinedType =
  | { readonly kind: "string" | "boolean" | "object" | "array" | "any" }
  /** Both bounds are inclusive. */
  | {
      readonly kind: "integer" | "number";
      readonly minimum?: number;
      readonly exclusiveMinimum?: number;
      readonly maximum?: number;
    }
  /** JSON Schema of draft-07 or 2020-12: a boolean or an object. */
  | { readonly kind: "jsonSchema" }
  /** Number of milliseconds, or a string such as `90s`, `10m`, `1h30m`. */
  | { readonly kind: "duration" }
  /** String out of a fixed list, each value with its description. */
  | { readonly kind: "enum"; readonly values: Readonly<Record<string, string>> }
  /** Object with known keys. */
  | {
      readonly kind: "nested";
      /** Name of the type in languages with named types. */
      readonly name: string;
      readonly fields: Readonly<Record<string, FieldDefinition>>;
    };

/** One key of an object with known keys. */
export interface FieldDefinition {
  readonly type: DefinedType;
  /** One or two sentences in Markdown, with unit and range. */
  readonly description: string;
  /** Default as JSON, where a single value can express it. */
  readonly default?: Json;
  /** Default in words, in Markdown, when it depends on other inputs or needs a unit. */
  readonly defaultText?: string;
  readonly isRequired?: boolean;
  /**
   * `true` when it may have secret parts. Others appear in messages, addresses, the state or the
   * journal. @default false
   */
  readonly mayBeSecret?: boolean;
}

/** One input of a resource. */
export interface InputDefinition extends FieldDefinition {
  /**
   * `true` when a change of the input makes a new generation, that is, calls the action again. Any
   * other change calls nothing.
   */
  readonly makesGeneration: boolean;
  /** Key under `ncf:` in the stack config that applies when the input is not set. */
  readonly configKey?: string;
}

/** One output of a resource, in addition to `id` and `urn`. */
export interface OutputDefinition {
  readonly type: DefinedType;
  /** One or two sentences in Markdown, with the unit. */
  readonly description: string;
  /**
   * `true` when the output is present after every successful deployment. Other outputs depend on
   * what the service records.
   */
  readonly isAlwaysSet: boolean;
  /**
   * Inputs, or parts such as `onUpdate/params`, that make the output secret when any part of them
   * is secret.
   */
  readonly secretWith?: readonly string[];
}

/** Single description of a resource, from which checks, schemas and documentation are derived. */
export interface ResourceDefinition {
  /** Type in stack files and Pulumi YAML: `ncf:ActionInvocation`. */
  readonly type: `ncf:${string}`;
  /** Token in the Pulumi schema: `ncf:index:ActionInvocation`. */
  readonly token: `ncf:index:${string}`;
  /** One to three sentences in Markdown. */
  readonly description: string;
  /**
   * Format of the id that `get` and `import` accept, in Markdown. Absent for a resource that cannot
   * be imported.
   */
  readonly readableBy?: string;
  /** In the order of the documentation. */
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  /** In the order of the documentation. */
  readonly outputs: Readonly<Record<string, OutputDefinition>>;
}

/** Single description of a function of the provider. */
export interface FunctionDefinition {
  /** Token in the Pulumi schema: `ncf:index:getActivation`. */
  readonly token: `ncf:index:${string}`;
  /** One to three sentences in Markdown. */
  readonly description: string;
  /** In the order of the documentation. */
  readonly inputs: Readonly<Record<string, FieldDefinition>>;
  /** In the order of the documentation. */
  readonly outputs: Readonly<Record<string, OutputDefinition>>;
}

/** One key of the stack config under `ncf:`. */
export interface ConfigKeyDefinition {
  readonly type: DefinedType;
  /** One or two sentences in Markdown, with unit and range. */
  readonly description: string;
  /** Default as JSON, where a single value can express it. */
  readonly default?: Json;
  /** Default in words, in Markdown. */
  readonly defaultText?: string;
  /** `true` when the value is always treated as secret. */
  readonly isSecret?: boolean;
  /**
   * Environment variables that also supply the value, in order of precedence. The stack config
   * takes precedence over them.
   */
  readonly environment?: readonly string[];
  /** Component that reads the value: the provider, or the program that `pulumi up` runs on a stack file. */
  readonly readBy: "provider" | "program";
}
