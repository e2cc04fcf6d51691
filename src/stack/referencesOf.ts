import type { Declaration } from "./Declaration.ts";
import type { Expression, Reference } from "./Expression.ts";

/** Every reference of an expression, in the order of the file. */
export function referencesOf(expression: Expression): readonly Reference[] {
  switch (expression.kind) {
    case "literal":
      return [];
    case "text":
      return expression.parts.filter((part) => typeof part !== "string");
    case "reference":
      return [expression.reference];
    case "list":
      return expression.items.flatMap(referencesOf);
    case "object":
      return expression.entries.flatMap((entry) => referencesOf(entry.value));
    case "call":
      return referencesOf(expression.argument);
  }
}

/** Every reference of a declaration, those of a resource's options included. */
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
