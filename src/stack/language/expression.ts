import type { Range } from "../../diagnostics/diagnostic.ts";
import type { FunctionName } from "./functions.ts";
import type { Declaration, ResourceDeclaration } from "./declaration.ts";

/** Expression of a stack file. */
export type Expression =
  | LiteralExpression
  | InterpolationExpression
  | ReferenceExpression
  | ArrayExpression
  | ObjectExpression
  | CallExpression;

/** Value without references; `$${` is already converted to `${`. */
export interface LiteralExpression {
  readonly kind: "literal";
  readonly value: string | number | boolean | null;
  readonly range: Range;
}

/** String that contains references: `echo ${warm.activationId}`. */
export interface InterpolationExpression {
  readonly kind: "interpolation";
  readonly parts: readonly (string | Reference)[];
  readonly range: Range;
}

/** Reference that is the whole value and therefore keeps its type: `${migrate.result.tables}`. */
export interface ReferenceExpression {
  readonly kind: "reference";
  readonly reference: Reference;
  readonly range: Range;
}

/** `[a, b]` */
export interface ArrayExpression {
  readonly kind: "array";
  readonly items: readonly Expression[];
  readonly range: Range;
}

/** `{ key: value }` */
export interface ObjectExpression {
  readonly kind: "object";
  readonly entries: readonly ObjectEntry[];
  readonly range: Range;
}

/** Key of an object and its value. */
export interface ObjectEntry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: Expression;
}

/** `fn::toJSON: value` */
export interface CallExpression {
  readonly kind: "call";
  readonly name: FunctionName;
  readonly argument: Expression;
  readonly range: Range;
}

/** Reference inside `${` and `}`. */
export interface Reference {
  /** Name at the start of the reference. */
  readonly root: string;
  readonly rootRange: Range;
  /** Keys and indexes after the name. */
  readonly path: readonly PathStep[];
  /** Range from `${` to `}`. */
  readonly range: Range;
}

/** Key or index of a reference. */
export interface PathStep {
  readonly step: string | number;
  readonly range: Range;
}

/** Formats an expression for display while its value is unknown: `${migrate.result.tables}`. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return typeof expression.value === "string" ? expression.value : JSON.stringify(expression.value);
    case "interpolation":
      return expression.parts.map((part) => (typeof part === "string" ? part : referenceText(part))).join("");
    case "reference":
      return referenceText(expression.reference);
    case "array":
      return `[${expression.items.map(expressionText).join(", ")}]`;
    case "object":
      return `{ ${expression.entries.map(({ key, value }) => `${key}: ${expressionText(value)}`).join(", ")} }`;
    case "call":
      // Hide the argument of a secret.
      return `fn::${expression.name}(${expression.name === "secret" ? "…" : expressionText(expression.argument)})`;
  }
}

function referenceText({ root, path }: Reference): string {
  const steps = path.map(({ step }) => {
    if (typeof step === "number") return `[${step}]`;
    return isBareName(step) ? `.${step}` : quotedStep(step);
  });
  return `\${${isBareName(root) ? root : quotedStep(root)}${steps.join("")}}`;
}

function isBareName(step: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(step);
}

/** Only a quote is escaped in a step; a backslash before anything else stands for itself. */
function quotedStep(step: string): string {
  return `["${step.replaceAll('"', '\\"')}"]`;
}

/** Returns all references of an expression, in the order of the file. */
export function referencesOf(expression: Expression): readonly Reference[] {
  switch (expression.kind) {
    case "literal":
      return [];
    case "interpolation":
      return expression.parts.filter((part) => typeof part !== "string");
    case "reference":
      return [expression.reference];
    case "array":
      return expression.items.flatMap(referencesOf);
    case "object":
      return expression.entries.flatMap((entry) => referencesOf(entry.value));
    case "call":
      return referencesOf(expression.argument);
  }
}

/** Inputs whose `params` may refer to the previous run of the resource. */
const lifecycleInputs: ReadonlySet<string> = new Set(["onUpdate", "onDelete"]);

/** Returns whether a property contains an action for an update or a deletion. */
export function isLifecycleInput(property: string): boolean {
  return lifecycleInputs.has(property);
}

/** Returns the params of a resource in which `${previous.…}` is defined: those of `onUpdate` and `onDelete`. */
export function templateParams({ properties }: ResourceDeclaration): readonly Expression[] {
  return properties.entries.flatMap(({ key, value }) =>
    isLifecycleInput(key) && value.kind === "object"
      ? value.entries.filter((entry) => entry.key === "params").map((entry) => entry.value)
      : [],
  );
}

/** Returns all references of a declaration, including those in the options of a resource. */
export function referencesIn(declaration: Declaration): readonly Reference[] {
  switch (declaration.kind) {
    case "config":
    case "broken":
      return [];
    case "variable":
      return referencesOf(declaration.value);
    case "resource": {
      const { properties, each, options } = declaration;
      return [
        ...(each === undefined ? [] : referencesOf(each)),
        ...referencesOf(properties),
        ...options.dependsOn,
        ...(options.parent === undefined ? [] : [options.parent]),
      ];
    }
  }
}
