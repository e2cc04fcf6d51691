import { nearest } from "../../diagnostics/suggestions.ts";
import type { Json } from "../../model/json.ts";
import type {
  ConfigDeclaration,
  Declaration,
  OutputDeclaration,
  ResourceOptions,
} from "../language/declaration.ts";
import { isStackName } from "../language/names.ts";
import { parseExpression } from "./parseExpression.ts";
import { plainOf, type NodeEntry, type StackNode, valueAt } from "./stackNode.ts";
import type { Report } from "./report.ts";
import { isResourceTypeName } from "../language/resourceTypes.ts";
import type { SourceText } from "./sourceText.ts";
import { configTypes, stackFileShape } from "../language/stackFileShape.ts";
import type { Reference } from "../language/expression.ts";

/** Declarations of a stack file, which may contain errors. */
export interface Declarations {
  readonly name: string;
  readonly description?: string;
  readonly byName: ReadonlyMap<string, Declaration>;
  readonly outputs: readonly OutputDeclaration[];
}

/**
 * Reads the declarations of a file. Omits malformed declarations or marks them as broken; the check
 * of shapes reports them.
 */
export function readDeclarations(root: StackNode, source: SourceText, report: Report): Declarations {
  const byName = new Map<string, Declaration>();
  const add = (declaration: Declaration): void => {
    const first = byName.get(declaration.name);
    if (first === undefined) {
      byName.set(declaration.name, declaration);
      return;
    }
    report({
      code: "NCF_STACK_NAME_DUPLICATE",
      range: declaration.nameRange,
      message: `${declaration.name} is already defined; config, variables and resources share their names`,
      related: [{ message: "first defined here", range: first.nameRange }],
    });
  };
  for (const entry of entriesOf(root, "config")) add(readConfig(entry));
  for (const { key, keyRange, value } of entriesOf(root, "variables")) {
    add({ kind: "variable", name: key, nameRange: keyRange, value: parseExpression(value, source, report) });
  }
  for (const entry of entriesOf(root, "resources")) add(readResource(entry, source, report));
  const outputs = entriesOf(root, "outputs").map(({ key, keyRange, value }) => ({
    name: key,
    nameRange: keyRange,
    value: parseExpression(value, source, report),
  }));
  const description = textAt(root, "description");
  return {
    name: textAt(root, "name") ?? "",
    ...(description === undefined ? {} : { description }),
    byName,
    outputs,
  };
}

function entriesOf(root: StackNode, key: string): readonly NodeEntry[] {
  const section = valueAt(root, key) ?? mistypedSection(root, key);
  return section?.kind === "object" ? section.entries.filter((entry) => isStackName(entry.key)) : [];
}

/** Finds a section under a misspelled key, which is reported separately: its declarations count. */
function mistypedSection(root: StackNode, key: string): StackNode | undefined {
  const sections = Object.keys(stackFileShape.fields);
  return root.kind === "object"
    ? root.entries.find((entry) => !sections.includes(entry.key) && nearest(entry.key, sections) === key)
        ?.value
    : undefined;
}

function textAt(node: StackNode, key: string): string | undefined {
  const found = valueAt(node, key);
  return found?.kind === "scalar" && typeof found.value === "string" ? found.value : undefined;
}

function readConfig({ key, keyRange, value }: NodeEntry): Declaration {
  const named = { kind: "config", name: key, nameRange: keyRange } as const;
  if (value.kind !== "object") {
    const plain = plainOf(value);
    return { ...named, type: typeOfConstant(plain), default: plain, isSecret: false };
  }
  const typeName = textAt(value, "type");
  const fallback = valueAt(value, "default");
  const fixed = valueAt(value, "value");
  const constant = fallback ?? fixed;
  const items = valueAt(value, "items");
  const secret = valueAt(value, "secret");
  const itemName =
    /^List<(.*)>$/.exec(typeName ?? "")?.[1] ?? (items === undefined ? undefined : textAt(items, "type"));
  const type =
    configTypeNamed(typeName) ?? (constant === undefined ? "string" : typeOfConstant(plainOf(constant)));
  const itemType = configTypeNamed(itemName);
  return {
    ...named,
    type,
    ...(itemType === undefined ? {} : { itemType }),
    ...(fallback === undefined ? {} : { default: plainOf(fallback) }),
    ...(fixed === undefined ? {} : { value: plainOf(fixed) }),
    isSecret: secret !== undefined && plainOf(secret) === true,
  };
}

function configTypeNamed(name: string | undefined): ConfigDeclaration["type"] | undefined {
  return name !== undefined && Object.hasOwn(configTypes, name)
    ? configTypes[name as keyof typeof configTypes]
    : undefined;
}

function typeOfConstant(value: Json): ConfigDeclaration["type"] {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "object" && value !== null ? "object" : "string";
}

function readResource({ key, keyRange, value }: NodeEntry, source: SourceText, report: Report): Declaration {
  const type = textAt(value, "type");
  const properties = valueAt(value, "properties");
  const each = valueAt(value, "each");
  const read = properties === undefined ? undefined : parseExpression(properties, source, report);
  const options = readOptions(valueAt(value, "options"), source, report);
  const eachExpression = each === undefined ? undefined : parseExpression(each, source, report);
  if (type === undefined || !isResourceTypeName(type))
    return { kind: "broken", name: key, nameRange: keyRange };
  return {
    kind: "resource",
    name: key,
    nameRange: keyRange,
    type,
    properties: read?.kind === "object" ? read : { kind: "object", entries: [], range: keyRange },
    ...(eachExpression === undefined ? {} : { each: eachExpression }),
    options,
  };
}

const constants = [
  "protect",
  "deleteBeforeReplace",
  "retainOnDelete",
  "replaceOnChanges",
  "ignoreChanges",
  "additionalSecretOutputs",
  "aliases",
  "import",
  "customTimeouts",
] as const;

/** Reads the options of a resource. The check of references covers references in options. */
function readOptions(node: StackNode | undefined, source: SourceText, report: Report): ResourceOptions {
  if (node === undefined) return { dependsOn: [] };
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
  const items = node.kind === "array" ? node.items : [node];
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
      message: `${option} must be a reference to a resource`,
      hint: `write "\${${name}}"`,
    });
    return [];
  });
}
