import type { Expression, Reference } from "./Expression.ts";

/** Writes an expression back, to show it where its value is not known yet: `${migrate.result.tables}`. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return typeof expression.value === "string" ? expression.value : JSON.stringify(expression.value);
    case "text":
      return expression.parts.map((part) => (typeof part === "string" ? part : referenceText(part))).join("");
    case "reference":
      return referenceText(expression.reference);
    case "list":
      return `[${expression.items.map(expressionText).join(", ")}]`;
    case "object":
      return `{ ${expression.entries.map(({ key, value }) => `${key}: ${expressionText(value)}`).join(", ")} }`;
    case "call":
      // What goes into a secret is not shown.
      return `fn::${expression.name}(${expression.name === "secret" ? "…" : expressionText(expression.argument)})`;
  }
}

function referenceText({ root, path }: Reference): string {
  const steps = path.map(({ step }) => {
    if (typeof step === "number") return `[${step}]`;
    return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `\${${root}${steps.join("")}}`;
}
