import type { ResourceOptions } from "../language/declaration.ts";
import type { Reference } from "../language/expression.ts";
import { parseExpression } from "./parseExpression.ts";
import { plainOf } from "./plainOf.ts";
import type { Report } from "./report.ts";
import type { SourceText } from "./sourceText.ts";
import type { StackNode } from "./stackNode.ts";
import { valueAt } from "../run/valueAt.ts";

const constants = [
  "protect",
  "deleteBeforeReplace",
  "retainOnDelete",
  "replaceOnChanges",
  "ignoreChanges",
  "additionalSecretOutputs",
  "aliases",
  "customTimeouts",
] as const;

/** Reads the options of a resource; whether references name resources is checked with the other references. */
export function readOptions(
  node: StackNode | undefined,
  source: SourceText,
  report: Report,
): ResourceOptions {
  const dependsOn = valueAt(node, "dependsOn");
  const parent = valueAt(node, "parent");
  const [parentReference] = readReferences(parent, "parent", source, report);
  const plain = constants.flatMap((name) => {
    const value = valueAt(node, name);
    return value === undefined ? [] : [[name, plainOf(value)]];
  });
  return {
    ...(Object.fromEntries(plain) as Omit<ResourceOptions, "dependsOn">),
    dependsOn: readReferences(dependsOn, "dependsOn", source, report),
    ...(parentReference === undefined ? {} : { parent: parentReference }),
  };
}

function readReferences(
  node: StackNode | undefined,
  option: string,
  source: SourceText,
  report: Report,
): readonly Reference[] {
  if (node === undefined) return [];
  const items = node.kind === "list" ? node.items : [node];
  return items.flatMap((item) => {
    let isReported = false;
    const expression = parseExpression(item, source, (finding) => {
      isReported = true;
      report(finding);
    });
    if (expression.kind === "reference") return [expression.reference];
    if (isReported) return [];
    const name =
      expression.kind === "literal" && typeof expression.value === "string" ? expression.value : "name";
    report({
      code: "NCF_STACK_TYPE",
      range: item.range,
      message: `${option} is not a reference to a resource`,
      hint: `write "\${${name}}"`,
    });
    return [];
  });
}
