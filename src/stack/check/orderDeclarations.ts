import type { Declaration } from "../language/declaration.ts";
import { type Reference, referencesIn } from "../language/expression.ts";
import type { Report } from "../parse/report.ts";

/**
 * Orders declarations so that each comes after everything that it references, otherwise as in the
 * file. Reports every circular dependency with all its members. Takes time linear in declarations
 * and references.
 */
export function orderDeclarations(
  byName: ReadonlyMap<string, Declaration>,
  report: Report,
): readonly Declaration[] {
  const ordered: Declaration[] = [];
  const states = new Map<Declaration, "open" | "done">();

  // An explicit path instead of recursion: a file may chain thousands of declarations.
  for (const start of byName.values()) {
    const path: Visit[] = [];
    const enter = (declaration: Declaration): void => {
      states.set(declaration, "open");
      path.push({ declaration, references: referencesIn(declaration), next: 0 });
    };
    if (!states.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const reference = top.references[top.next];
      if (reference === undefined) {
        states.set(top.declaration, "done");
        ordered.push(top.declaration);
        path.pop();
        continue;
      }
      top.next += 1;
      const target = byName.get(reference.root);
      if (target === undefined) continue;
      const state = states.get(target);
      if (state === undefined) enter(target);
      if (state === "open")
        reportCircle(path.slice(path.findIndex((visit) => visit.declaration === target)), report);
    }
  }
  return ordered;
}

interface Visit {
  readonly declaration: Declaration;
  readonly references: readonly Reference[];
  next: number;
}

function reportCircle(circle: readonly Visit[], report: Report): void {
  const names = circle.map((visit) => visit.declaration.name);
  const links = circle.map((visit) => visit.references[visit.next - 1] as Reference);
  const closing = links.at(-1) as Reference;
  report({
    code: "NCF_STACK_CYCLE",
    range: closing.range,
    message:
      circle.length === 1
        ? `circular dependency: ${names[0]} → ${names[0]}`
        : `circular dependency: ${[...names, names[0]].join(" → ")}`,
    related: links
      .slice(0, -1)
      .map((link, at) => ({ message: `${names[at]} references ${link.root}`, range: link.range })),
  });
}
