import type { Expression, Reference } from "../../../src/stack/language/expression.ts";
import { expressionText } from "../../../src/stack/language/expression.ts";
import { parseExpression } from "../../../src/stack/parse/parseExpression.ts";
import { readNodes } from "../../../src/stack/parse/readNodes.ts";
import { type SourceText, sourceText } from "../../../src/stack/parse/sourceText.ts";
import type { FuzzTarget, Problem } from "../FuzzTarget.ts";
import { shown } from "../FuzzTarget.ts";
import { oddCharacters } from "../mutate.ts";
import type { Random } from "../Random.ts";

const pieces = [
  "$",
  "$$",
  "${",
  "}",
  "{",
  ".",
  "[",
  "]",
  "[0]",
  "[12]",
  '["',
  '"]',
  '"',
  '\\"',
  "\\",
  "a",
  "b-c",
  "_x",
  "result",
  "pulumi.stack",
  " ",
  "'",
  "|",
  "한",
  "${a}",
  "${a.b}",
  "${a[0].b}",
  '${a["x y"]}',
  '${a["q\\"r"]}',
  '${a["}"]}',
  "$${a}",
  "://",
  "0",
  "-",
  "toString",
  "__proto__",
  "\n",
  "\t",
  "#",
  ":",
  "&",
  "*",
  "!",
];

const keyPieces = [
  "a",
  " ",
  "\\",
  '\\"',
  '"',
  "]",
  "}",
  "$",
  "${",
  ".",
  "'",
  "한",
  "0",
  "__proto__",
  "\n",
  "\\n",
  "\\u0041",
];

/** Strings of a stack file with references, in each style of YAML. */
export const expressions: FuzzTarget = {
  name: "expressions",
  law: "an expression that parses prints to a string that parses to the same expression; each reference has its place in the source",
  open: async () => ({
    run(random): Problem {
      const value = random.list(8, () => makePiece(random)).join("");
      const written = write(value, random);
      const { expression, problems, source } = parse(written);
      if (expression === undefined) return undefined;
      for (const reference of referencesIn(expression)) {
        const { start, end } = reference.range;
        const place = source.text.slice(start.offset, end.offset);
        // A folded line break is longer in the source than in the value.
        const hasEscape = written.startsWith('"') && written.includes("\\");
        if (end.offset > written.length || start.offset > end.offset)
          return `a place outside of ${shown(written)}`;
        if (
          problems === 0 &&
          !hasEscape &&
          !(place.startsWith("${") && (place.endsWith("}") || value.includes("\n")))
        )
          return `${shown(place)} is no place of a reference in ${shown(written)}`;
      }
      if (problems > 0) return undefined;
      const printed = print(expression);
      const again = parse(JSON.stringify(printed));
      if (again.expression === undefined || again.problems > 0)
        return `${shown(written)} prints as ${shown(printed)}, which does not parse`;
      const [one, other] = [shape(expression), shape(again.expression)];
      return one === other
        ? undefined
        : `${shown(written)} parses as ${one}, and printed as ${shown(printed)} as ${other}`;
    },
  }),
};

function makePiece(random: Random): string {
  if (random.oneIn(60)) return random.pick(oddCharacters);
  if (random.oneIn(3)) return random.pick(pieces);
  const steps = random.list(3, () => {
    const key = random.list(3, () => random.pick(keyPieces)).join("");
    return random.pick([
      ".a",
      ".b-c",
      "[0]",
      "[007]",
      "[9007199254740993]",
      `["${key}"]`,
      `.${key}`,
      `[${key}]`,
    ]);
  });
  return `\${${random.pick(["a", "_x", "pulumi", "toString", ""])}${steps.join("")}}`;
}

/** Writes a string as YAML: in double quotes, in single quotes, plain or as a block. */
function write(value: string, random: Random): string {
  switch (random.below(4)) {
    case 0:
      return `'${value.replaceAll("'", "''")}'`;
    case 1:
      return `|-\n  ${value.replaceAll("\n", "\n  ")}`;
    case 2:
      return value;
    default:
      return JSON.stringify(value);
  }
}

function parse(written: string): {
  readonly expression: Expression | undefined;
  readonly problems: number;
  readonly source: SourceText;
} {
  const source = sourceText(written);
  let problems = 0;
  const report = (): number => (problems += 1);
  const node = readNodes(source, report);
  const expression =
    node === undefined || node.kind !== "scalar" ? undefined : parseExpression(node, source, report);
  return { expression, problems, source };
}

function print(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return escape(String(expression.value));
    case "interpolation":
      return expression.parts
        .map((part) => (typeof part === "string" ? escape(part) : printReference(part)))
        .join("");
    default:
      return expressionText(expression);
  }
}

const escape = (text: string): string => text.replaceAll("$", "$$$$");

function printReference(reference: Reference): string {
  return expressionText({ kind: "reference", reference, range: reference.range });
}

function referencesIn(expression: Expression): readonly Reference[] {
  if (expression.kind === "reference") return [expression.reference];
  return expression.kind === "interpolation"
    ? expression.parts.filter((part) => typeof part !== "string")
    : [];
}

/** The meaning of an expression, without places. */
function shape(expression: Expression): string {
  const steps = ({ root, path }: Reference): unknown => [root, ...path.map(({ step }) => step)];
  switch (expression.kind) {
    case "literal":
      return JSON.stringify(String(expression.value));
    case "interpolation":
      return JSON.stringify(
        expression.parts.map((part) => (typeof part === "string" ? part : { steps: steps(part) })),
      );
    case "reference":
      return JSON.stringify({ steps: steps(expression.reference) });
    default:
      return expression.kind;
  }
}
