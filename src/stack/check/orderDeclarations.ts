import type { Declaration } from "../language/declaration.ts";
import { type Reference, referencesIn } from "../language/expression.ts";
import type { Report } from "../parse/report.ts";

/**
 * Orders declarations so that each comes after all that it needs, otherwise as in the file. Reports every ring that it
 * comes upon, with all its members; takes time linear in declarations and references.
 */
export function orderDeclarations(
  byName: ReadonlyMap<string, Declaration>,
  report: Report,
): readonly Declaration[] {
  const ordered: Declaration[] = [];
  const states = new Map<Declaration, "open" | "done">();

  // A path of our own and no recursion: a file may chain thousands of declarations.
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
        reportRing(path.slice(path.findIndex((visit) => visit.declaration === target)), report);
    }
  }
  return ordered;
}

interface Visit {
  readonly declaration: Declaration;
  readonly references: readonly Reference[];
  next: number;
}

function reportRing(ring: readonly Visit[], report: Report): void {
  const names = ring.map((visit) => visit.declaration.name);
  const links = ring.map((visit) => visit.references[visit.next - 1] as Reference);
  const closing = links.at(-1) as Reference;
  report({
    code: "NCF_STACK_CYCLE",
    range: closing.range,
    message:
      ring.length === 1
        ? `${names[0]} needs itself`
        : `these need each other in a ring: ${[...names, names[0]].join(" → ")}`,
    related: links
      .slice(0, -1)
      .map((link, at) => ({ message: `${names[at]} needs ${link.root}`, range: link.range })),
  });
}
