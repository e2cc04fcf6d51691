import { dirname } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { inlineSchemaFiles } from "../../schema/inlineSchemaFiles.ts";
import { checkReferences } from "../check/checkReferences.ts";
import { checkShape } from "../check/checkShape.ts";
import { configValue } from "../check/configValue.ts";
import { constantOf } from "../language/constantOf.ts";
import type { Declaration, ResourceDeclaration } from "../language/declaration.ts";
import { orderDeclarations } from "../check/orderDeclarations.ts";
import { readDeclarations, type Declarations } from "./readDeclarations.ts";
import { readNodes } from "./readNodes.ts";
import type { Finding, Report } from "./report.ts";
import type { SourceText } from "./sourceText.ts";
import { stackFileShape } from "../language/stackFileShape.ts";

/** A stack file as far as it could be read, and what is wrong with it as it is written. */
export interface ParsedStack {
  /** Absent when the YAML cannot be read. */
  readonly declarations?: Declarations;
  /** Each after all that it needs; those of a ring in any order. */
  readonly ordered: readonly Declaration[];
  readonly findings: readonly Finding[];
}

/** Reads a stack file and checks all that can be seen without working it out. Only files that schemas name are read. */
export function parseStack(
  source: SourceText,
  path: string,
  readText: (path: string) => string | undefined,
): ParsedStack {
  const findings: Finding[] = [];
  const report: Report = (finding) => findings.push(finding);
  const root = readNodes(source, report);
  if (root === undefined) return { ordered: [], findings };
  const keyRange = (root.kind === "map" ? root.entries[0]?.keyRange : undefined) ?? root.range;
  checkShape({ node: root, name: "the file", keyRange }, stackFileShape, report);
  const declarations = readDeclarations(root, source, report);
  const { byName, outputs } = declarations;
  for (const declaration of byName.values()) checkConfig(declaration, report);
  const ordered = orderDeclarations(byName, report);
  checkReferences(outputs, { byName, report, resultSchemaOf: resultSchemas(dirname(path), readText) });
  return { declarations, ordered, findings };
}

function checkConfig(declaration: Declaration, report: Report): void {
  if (declaration.kind !== "config") return;
  const { name, nameRange: range, default: fallback, value } = declaration;
  if (fallback !== undefined && value !== undefined) {
    report({
      code: "NCF_STACK_CONFIG_INVALID",
      range,
      message: `${name} has both a default and a value`,
      hint: "keep default: if it may be given from outside, value: if not",
    });
    return;
  }
  const read = configValue(declaration, undefined);
  if (read.kind === "wrong") {
    report({
      code: "NCF_STACK_CONFIG_INVALID",
      range,
      message: read.reason,
      hint: "correct its type or its default",
    });
  }
}

/** Finds the schema of a resource's result where the file writes it out, or names a file that does. */
function resultSchemas(
  folder: string,
  readText: (path: string) => string | undefined,
): (declaration: ResourceDeclaration) => unknown {
  const known = new Map<ResourceDeclaration, unknown>();
  return (declaration) => {
    if (!known.has(declaration)) known.set(declaration, resultSchema(declaration, folder, readText));
    return known.get(declaration);
  };
}

function resultSchema(
  { properties }: ResourceDeclaration,
  folder: string,
  readText: (path: string) => string | undefined,
): unknown {
  const written = properties.entries.find(({ key }) => key === "resultSchema")?.value;
  const constant = written === undefined ? undefined : constantOf(written);
  try {
    return inlineSchemaFiles(constant, folder, readText);
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    // Reported when the resource is worked out.
    return undefined;
  }
}
