import { isInexactText } from "../../model/exactNumbers.ts";
import type { Report } from "./report.ts";
import { isSecretKey } from "./secretLiterals.ts";
import type { ScalarNode, StackNode } from "./stackNode.ts";

/**
 * Finds scalars whose value differs from their source. Reports numbers that a double cannot hold,
 * except in schemas, whose bounds may exceed every value. Warns about unquoted scalars that Pulumi
 * YAML or YAML 1.1 read differently, once per place.
 */
export function checkScalars(root: StackNode, report: Report, warn: Report): void {
  // An alias shares the node of its anchor.
  const seen = new Set<StackNode>();
  visit(root, { isSecret: false, isSchema: false });

  function visit(node: StackNode, place: Place): void {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.kind === "scalar") checkScalar(node, place, report, warn);
    else if (node.kind === "array") for (const item of node.items) visit(item, place);
    else {
      for (const { key, value } of node.entries) {
        visit(value, {
          isSecret: place.isSecret || isSecretKey(key, node),
          isSchema: place.isSchema || key === "paramsSchema" || key === "resultSchema",
        });
      }
    }
  }
}

interface Place {
  /** `true` when no message may quote the value. */
  readonly isSecret: boolean;
  readonly isSchema: boolean;
}

function checkScalar(
  { value, plainText, range }: ScalarNode,
  { isSecret, isSchema }: Place,
  report: Report,
  warn: Report,
): void {
  if (plainText === undefined) return;
  if (typeof value === "number") {
    const problem = numberProblem(value, plainText);
    if (problem !== undefined) {
      if (!isSchema || !Number.isFinite(value)) report({ code: "NCF_STACK_TYPE", range, ...problem });
      return;
    }
  }
  const other = otherReading(plainText, value);
  if (other === undefined) return;
  const ours = `the ${typeof value} ${JSON.stringify(value)}`;
  warn({
    code: "NCF_STACK_SCALAR_AMBIGUOUS",
    range,
    severity: "warning",
    message: isSecret
      ? `read as a ${typeof value}, and as something else by ${other.by}`
      : `${plainText} is read as ${ours}, and as ${other.reading} by ${other.by}`,
    hint:
      isSecret || typeof value === "string"
        ? "put it in quotes"
        : `write "${plainText}" for the string, or ${String(value)} for the number`,
  });
}

function numberProblem(
  value: number,
  text: string,
): { readonly message: string; readonly hint: string } | undefined {
  if (!Number.isFinite(value))
    return { message: "JSON does not support this number", hint: "write it as a string, in quotes" };
  if (!isInexactText(text)) return undefined;
  return {
    message: "the integer is beyond 2^53 - 1 (9007199254740991) and would be rounded",
    hint: "write it as a string, in quotes",
  };
}

interface Reading {
  readonly reading: string;
  readonly by: string;
}

const badOctal = /^[-+]?0\d*[89]\d*$/;
// Pulumi YAML reads integers as Go does: with underscores, in any base, with a sign.
const goInteger = /^([-+]?)(0[bB][01_]+|0[oO]?[0-7_]+|0[xX][\da-fA-F_]+|[1-9][\d_]*)$/;
const goFloat = /^[-+]?\d[\d_]*\.[\d_]*$/;
const yaml11Boolean = /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;
const sexagesimal = /^[-+]?[1-9][\d_]*(?::[0-5]?\d)+(?:\.\d*)?$/;
const timestamp = /^\d{4}-\d\d?-\d\d?(?:$|[Tt ])/;

/** Returns how another YAML parser reads an unquoted scalar; `undefined` when all agree. */
function otherReading(text: string, value: ScalarNode["value"]): Reading | undefined {
  const number = goNumber(text);
  if (number !== undefined && number !== value) return { reading: `the number ${number}`, by: "Pulumi YAML" };
  if (badOctal.test(text)) return { reading: "a string", by: "YAML 1.1" };
  if (yaml11Boolean.test(text)) return { reading: "a boolean", by: "YAML 1.1" };
  if (sexagesimal.test(text)) return { reading: "a number in base 60", by: "YAML 1.1" };
  return timestamp.test(text) ? { reading: "a date", by: "YAML 1.1" } : undefined;
}

/**
 * Reads a number as Pulumi YAML does.
 * Source: gopkg.in/yaml.v3 resolve.go [code]
 */
function goNumber(text: string): number | undefined {
  const [, sign, digits] = goInteger.exec(text) ?? [];
  const plain = (digits ?? "").replaceAll("_", "");
  if (digits !== undefined && plain !== "") {
    const isOldOctal = /^0[0-7]+$/.test(plain);
    const value = Number(isOldOctal ? `0o${plain.slice(1)}` : plain);
    if (Number.isNaN(value)) return undefined;
    return sign === "-" && value !== 0 ? -value : value;
  }
  return goFloat.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}
