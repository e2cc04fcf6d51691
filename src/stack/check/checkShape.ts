import { nearest } from "../../diagnostics/suggestions.ts";
import { isStackName, nameHint } from "../language/names.ts";
import type { DictionaryShape, Field, RecordShape, Shape, TaggedShape } from "../language/shape.ts";
import type { Report } from "../parse/report.ts";
import { isEmpty, type NodeEntry, type ObjectNode } from "../parse/stackNode.ts";
import {
  checkConstant,
  checkExpressionType,
  checkString,
  type Placed,
  reportResourceType,
  reportType,
} from "./checkLeaf.ts";

type Owner = Omit<Placed, "node">;

/** Checks a node and everything below it against a shape: keys, types and names, except references. */
export function checkShape(placed: Placed, shape: Shape, report: Report): void {
  const { node, name } = placed;
  switch (shape.kind) {
    case "string":
      return checkString(placed, shape, report);
    case "boolean":
      if (node.kind !== "scalar" || typeof node.value !== "boolean")
        reportType(placed, "a boolean", report, "write true or false");
      return;
    case "constant":
      return checkConstant(placed, report);
    case "expression":
      if (!checkExpressionType(placed, shape, report)) return;
      if (node.kind === "object" && shape.fields !== undefined)
        checkRecord(node, placed, { kind: "record", subject: name, fields: shape.fields }, report);
      return;
    case "array":
      if (node.kind !== "array")
        return reportType(
          placed,
          "an array",
          report,
          `write [item, item], or each item on a line after "- "`,
        );
      for (const [at, item] of node.items.entries()) {
        checkShape({ node: item, name: `${name}[${at}]`, keyRange: item.range }, shape.item, report);
      }
      return;
    case "orObject":
      return checkShape(placed, node.kind === "object" ? shape.object : shape.plain, report);
    case "record":
      if (node.kind !== "object")
        return reportType(
          placed,
          "an object",
          report,
          `write ${Object.keys(shape.fields).slice(0, 3).join(":, ")}: below it`,
        );
      return checkRecord(node, placed, shape, report);
    case "dictionary":
      return checkDictionary(placed, shape, report);
    case "tagged":
      if (node.kind !== "object")
        return reportType(placed, "an object", report, `write ${shape.tag}: and ${shape.content}: below it`);
      return checkTagged(node, placed, shape, report);
  }
}

function checkDictionary(placed: Placed, shape: DictionaryShape, report: Report): void {
  const { node, name } = placed;
  // `resources:` with nothing below it is an empty object.
  if (isEmpty(node)) return;
  if (node.kind !== "object")
    return reportType(placed, "an object", report, `write each ${shape.subject} below it, as "name: …"`);
  for (const { key, keyRange, value } of node.entries) {
    if (!isStackName(key)) {
      report({
        code: "NCF_STACK_NAME_INVALID",
        range: keyRange,
        message: `${JSON.stringify(key)} is not a valid name of a ${shape.subject}`,
        hint: nameHint(key, shape.subject),
      });
    }
    checkShape({ node: value, name: `${name}.${key}`, keyRange }, shape.value, report);
  }
}

function checkRecord(node: ObjectNode, owner: Owner, shape: RecordShape, report: Report): void {
  const names = Object.keys(shape.fields);
  for (const entry of node.entries) {
    const field = Object.hasOwn(shape.fields, entry.key) ? shape.fields[entry.key] : undefined;
    if (field === undefined) reportKey(entry, shape, names, report);
    else checkField(entry, field, report);
  }
  for (const [key, field] of Object.entries(shape.fields)) {
    if (field.isRequired !== true || node.entries.some((entry) => entry.key === key)) continue;
    if (isMistyped(node, key, shape.fields)) continue;
    report({
      code: "NCF_STACK_KEY_MISSING",
      range: owner.keyRange,
      message: `${owner.name}: ${key} is required`,
      hint: `add ${key}: ${field.description[0]?.toLowerCase()}${field.description.slice(1).replace(/\.$/, "")}`,
    });
  }
}

function checkField({ key, keyRange, value }: NodeEntry, field: Field, report: Report): void {
  if (isEmpty(value) && field.isRequired === true) {
    report({
      code: "NCF_STACK_KEY_MISSING",
      range: keyRange,
      message: `${key} is required, but it is empty`,
      hint: "write its value after the colon",
    });
  } else if (!isEmpty(value) || field.shape.kind !== "record") {
    checkShape({ node: value, name: key, keyRange }, field.shape, report);
  }
}

function reportKey(
  { key, keyRange }: NodeEntry,
  shape: RecordShape,
  names: readonly string[],
  report: Report,
): void {
  const reason = Object.hasOwn(shape.unsupported ?? {}, key) ? shape.unsupported?.[key] : undefined;
  if (reason !== undefined) {
    report({
      code: "NCF_STACK_UNSUPPORTED",
      range: keyRange,
      message: `${key} is not supported: ${reason}`,
      hint: "remove it",
    });
    return;
  }
  const right = nearest(key, names);
  report({
    code: "NCF_STACK_KEY_UNKNOWN",
    range: keyRange,
    message: `${key} is not a key of ${shape.subject}`,
    hint: right === undefined ? `use one of ${names.join(", ")}` : `write ${right}`,
  });
}

/** Returns whether the object contains a typo of a missing key, which is reported instead. */
function isMistyped(node: ObjectNode, key: string, fields: RecordShape["fields"]): boolean {
  return node.entries.some(
    (entry) => !Object.hasOwn(fields, entry.key) && nearest(entry.key, Object.keys(fields)) === key,
  );
}

function checkTagged(node: ObjectNode, owner: Owner, shape: TaggedShape, report: Report): void {
  const tag = node.entries.find((entry) => entry.key === shape.tag)?.value;
  const name = tag?.kind === "scalar" && typeof tag.value === "string" ? tag.value : undefined;
  const known = name !== undefined && Object.hasOwn(shape.cases, name) ? shape.cases[name] : undefined;
  checkRecord(node, owner, shape.base, report);
  if (known === undefined) {
    if (name !== undefined && tag !== undefined && !name.includes("${"))
      reportResourceType(name, tag.range, Object.keys(shape.cases), report);
    return;
  }
  const content = node.entries.find((entry) => entry.key === shape.content);
  if (content !== undefined && !isEmpty(content.value)) {
    const contentName = `${owner.name}.${shape.content}`;
    checkShape({ node: content.value, name: contentName, keyRange: content.keyRange }, known.shape, report);
    return;
  }
  const { fields } = known.shape;
  const required = Object.keys(fields).filter((key) => fields[key]?.isRequired === true);
  if (required.length === 0 || isMistyped(node, shape.content, shape.base.fields)) return;
  report({
    code: "NCF_STACK_KEY_MISSING",
    range: content?.keyRange ?? owner.keyRange,
    message: `${owner.name}: ${shape.content} is required, with ${required.join(", ")} for a ${name}`,
    hint: `add ${shape.content}: with ${required.join(", ")}`,
  });
}
