import { nearest } from "../../diagnostics/suggestions.ts";
import type { Range } from "../../diagnostics/diagnostic.ts";
import { checkExpressionShape } from "./checkExpressionShape.ts";
import { isStackName, nameHint } from "../language/names.ts";
import { describeNode, type MapNode, type StackNode } from "../parse/stackNode.ts";
import { resourceTypeFinding } from "./resourceTypeFinding.ts";
import type { Report } from "../parse/report.ts";
import type { RecordShape, Shape, TaggedShape, TextShape } from "../language/shape.ts";

/** What stands at a place: its node, a name for it in messages, and where to point when it has no text of its own. */
export interface Placed {
  readonly node: StackNode;
  readonly name: string;
  readonly keyRange: Range;
}

/** Checks a node and all below it against a shape: keys, types, names. References are not looked at. */
export function checkShape(placed: Placed, shape: Shape, report: Report): void {
  const { node, name } = placed;
  const wrongType = (wanted: string, hint?: string): void =>
    report({
      code: "NCF_STACK_TYPE",
      range: isEmpty(node) ? placed.keyRange : node.range,
      message: `${name} is ${describeNode(node)}, not ${wanted}`,
      hint: hint ?? `write ${wanted}`,
    });
  switch (shape.kind) {
    case "text":
      return checkText(placed, shape, wrongType, report);
    case "boolean":
      if (node.kind !== "scalar" || typeof node.value !== "boolean") wrongType("true or false");
      return;
    case "constant":
      return checkConstant(placed, report);
    case "expression":
      return checkExpressionShape(placed, shape, report);
    case "list":
      if (node.kind !== "list")
        return wrongType("a list", `write [item, item], or each item on a line after "- "`);
      for (const [at, item] of node.items.entries()) {
        checkShape({ node: item, name: `${name}[${at}]`, keyRange: item.range }, shape.item, report);
      }
      return;
    case "orMap":
      return checkShape(placed, node.kind === "map" ? shape.map : shape.plain, report);
    case "record":
      if (node.kind !== "map")
        return wrongType("a mapping", `write ${Object.keys(shape.fields).slice(0, 3).join(":, ")}: below it`);
      return checkRecord(node, placed, shape, report);
    case "dictionary":
      // `resources:` with nothing below it is an empty mapping.
      if (isEmpty(node)) return;
      if (node.kind !== "map")
        return wrongType("a mapping", `write the ${shape.subject}s below it, each as "name: …"`);
      for (const { key, keyRange, value } of node.entries) {
        if (!isStackName(key)) {
          report({
            code: "NCF_STACK_NAME_INVALID",
            range: keyRange,
            message: `${JSON.stringify(key)} cannot be the name of a ${shape.subject}`,
            hint: nameHint(key, shape.subject),
          });
        }
        checkShape({ node: value, name: `${name}.${key}`, keyRange }, shape.value, report);
      }
      return;
    case "tagged":
      if (node.kind !== "map")
        return wrongType("a mapping", `write ${shape.tag}: and ${shape.content}: below it`);
      return checkTagged(node, placed, shape, report);
  }
}

/** Whether a key has no value at all. */
export function isEmpty(node: StackNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** Checks the keys of a mapping against those of a record, and what stands below each. */
export function checkRecord(
  node: MapNode,
  placed: Omit<Placed, "node">,
  shape: RecordShape,
  report: Report,
): void {
  const names = Object.keys(shape.fields);
  for (const { key, keyRange, value } of node.entries) {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (field !== undefined) {
      if (isEmpty(value) && field.isRequired === true) {
        report({
          code: "NCF_STACK_KEY_MISSING",
          range: keyRange,
          message: `${key} is empty`,
          hint: `write its value after the colon`,
        });
      } else if (!isEmpty(value) || field.shape.kind !== "record") {
        checkShape({ node: value, name: key, keyRange }, field.shape, report);
      }
      continue;
    }
    const reason = Object.hasOwn(shape.leftOut ?? {}, key) ? shape.leftOut?.[key] : undefined;
    const right = nearest(key, names);
    report({
      code: reason === undefined ? "NCF_STACK_KEY_UNKNOWN" : "NCF_STACK_UNSUPPORTED",
      range: keyRange,
      message:
        reason === undefined ? `${key} is not a key of ${shape.subject}` : `${key} is left out: ${reason}`,
      hint:
        reason !== undefined
          ? "take it out"
          : right === undefined
            ? `the keys are ${names.join(", ")}`
            : `write ${right}`,
    });
  }
  for (const [key, field] of Object.entries(shape.fields)) {
    if (field.isRequired !== true || node.entries.some((entry) => entry.key === key)) continue;
    // A mistyped key has been reported as such.
    if (
      node.entries.some(
        (entry) => !Object.hasOwn(shape.fields, entry.key) && nearest(entry.key, names) === key,
      )
    )
      continue;
    report({
      code: "NCF_STACK_KEY_MISSING",
      range: placed.keyRange,
      message: `${placed.name} has no ${key}`,
      hint: `add ${key}: ${field.description[0]?.toLowerCase()}${field.description.slice(1).replace(/\.$/, "")}`,
    });
  }
}

function checkText(
  placed: Placed,
  shape: TextShape,
  wrongType: (wanted: string, hint?: string) => void,
  report: Report,
): void {
  const { node, name } = placed;
  if (node.kind !== "scalar" || typeof node.value !== "string") {
    const isPlain = node.kind === "scalar" && node.value !== null;
    return wrongType("a text", isPlain ? `put it in quotes: "${String(node.value)}"` : undefined);
  }
  const { value } = node;
  if (value.includes("${")) {
    return report({
      code: "NCF_STACK_TYPE",
      range: node.range,
      message: `${name} holds an expression, but it is read before anything is worked out`,
      hint: "write the text itself",
    });
  }
  if (shape.choices !== undefined && !shape.choices.includes(value)) {
    const right = nearest(value, shape.choices);
    return report({
      code: "NCF_STACK_TYPE",
      range: node.range,
      message: `${name} is ${JSON.stringify(value)}, which is not one of its values`,
      hint: right === undefined ? `write one of ${shape.choices.join(", ")}` : `write ${right}`,
    });
  }
  if (shape.pattern !== undefined && !new RegExp(shape.pattern.source, "u").test(value)) {
    report({
      code: name === "name" ? "NCF_STACK_NAME_INVALID" : "NCF_STACK_TYPE",
      range: node.range,
      message: `${name} is ${JSON.stringify(value.slice(0, 60))}, not ${shape.pattern.says}`,
      hint: `write ${shape.pattern.says}`,
    });
  }
}

function checkConstant({ node, name }: Placed, report: Report): void {
  if (node.kind === "list") {
    for (const item of node.items) checkConstant({ node: item, name, keyRange: item.range }, report);
  } else if (node.kind === "map") {
    for (const { keyRange, value } of node.entries) checkConstant({ node: value, name, keyRange }, report);
  } else if (typeof node.value === "string" && node.value.replaceAll("$$", "").includes("${")) {
    report({
      code: "NCF_STACK_TYPE",
      range: node.range,
      message: `${name} holds an expression, but config is read before anything is worked out`,
      hint: "write the value itself, or use a variable",
    });
  }
}

function checkTagged(node: MapNode, placed: Placed, shape: TaggedShape, report: Report): void {
  const tag = node.entries.find((entry) => entry.key === shape.tag)?.value;
  const name = tag?.kind === "scalar" && typeof tag.value === "string" ? tag.value : undefined;
  const known = name !== undefined && Object.hasOwn(shape.cases, name) ? shape.cases[name] : undefined;
  const content = node.entries.find((entry) => entry.key === shape.content);
  checkRecord(node, placed, shape.base, report);
  if (known === undefined) {
    if (name !== undefined && tag !== undefined && !name.includes("${"))
      report(resourceTypeFinding(name, tag.range, Object.keys(shape.cases)));
    return;
  }
  const { fields } = known.shape;
  if (content === undefined || isEmpty(content.value)) {
    const required = Object.keys(fields).filter((key) => fields[key]?.isRequired === true);
    const isMistyped = node.entries.some(
      (entry) =>
        !Object.hasOwn(shape.base.fields, entry.key) &&
        nearest(entry.key, Object.keys(shape.base.fields)) === shape.content,
    );
    if (required.length > 0 && !isMistyped) {
      report({
        code: "NCF_STACK_KEY_MISSING",
        range: content?.keyRange ?? placed.keyRange,
        message: `${placed.name} has no ${shape.content}, and a ${name} needs ${required.join(", ")}`,
        hint: `add ${shape.content}: with ${required.join(", ")}`,
      });
    }
    return;
  }
  checkShape(
    { node: content.value, name: `${placed.name}.${shape.content}`, keyRange: content.keyRange },
    known.shape,
    report,
  );
}
