import type { Declaration } from "../language/declaration.ts";
import type { Expression, PathStep, Reference } from "../language/expression.ts";

/** Use of the outputs of a declared resource. */
export interface ResourceUse {
  /** Name of the declaration. */
  readonly name: string;
  /** Item of its `each`; all of them when absent. */
  readonly item?: string | number;
}

/**
 * Returns a function that finds the resources whose outputs an expression uses, directly or through
 * variables.
 */
export function resourceUsesIn(
  byName: ReadonlyMap<string, Declaration>,
): (expression: Expression) => readonly ResourceUse[] {
  const known = new Map<string, readonly ResourceUse[]>();
  return (expression) => usesOf(expression, []);

  /** Finds the uses in the part of an expression at a path. */
  function usesOf(expression: Expression, path: readonly PathStep[]): readonly ResourceUse[] {
    switch (expression.kind) {
      case "literal":
        return [];
      case "reference":
        return usesOfReference(expression.reference, path);
      case "interpolation":
        return unique(
          expression.parts.flatMap((part) => (typeof part === "string" ? [] : usesOfReference(part, []))),
        );
      case "call":
        return usesOf(expression.argument, expression.name === "secret" ? path : []);
      case "array": {
        const part = path[0] === undefined ? undefined : expression.items[Number(path[0].step)];
        return part === undefined
          ? unique(expression.items.flatMap((item) => usesOf(item, [])))
          : usesOf(part, path.slice(1));
      }
      case "object": {
        const part = expression.entries.find(({ key }) => key === String(path[0]?.step));
        return part === undefined
          ? unique(expression.entries.flatMap(({ value }) => usesOf(value, [])))
          : usesOf(part.value, path.slice(1));
      }
    }
  }

  function usesOfReference({ root, path }: Reference, further: readonly PathStep[]): readonly ResourceUse[] {
    const declaration = byName.get(root);
    if (declaration?.kind === "resource") {
      const [first] = path;
      return [
        declaration.each === undefined || first === undefined
          ? { name: root }
          : { name: root, item: first.step },
      ];
    }
    if (declaration?.kind !== "variable") return [];
    const steps = [...path, ...further];
    const key = JSON.stringify([root, ...steps.map(({ step }) => step)]);
    const uses = known.get(key) ?? usesOf(declaration.value, steps);
    known.set(key, uses);
    return uses;
  }
}

function unique(uses: readonly ResourceUse[]): readonly ResourceUse[] {
  if (uses.length < 2) return uses;
  return [...new Map(uses.map((use) => [JSON.stringify([use.name, use.item]), use])).values()];
}
