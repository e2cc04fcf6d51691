import { dirname } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { inlineSchemaFiles } from "../../schema/inlineSchemaFiles.ts";
import { constantOf } from "../language/constantOf.ts";
import type { ConfigDeclaration, Declaration, ResourceDeclaration } from "../language/declaration.ts";
import { stackFileShape } from "../language/stackFileShape.ts";
import type { StackFile } from "../parse/parseStackFile.ts";
import type { Report } from "../parse/report.ts";
import { checkReferences } from "./checkReferences.ts";
import { checkShape } from "./checkShape.ts";
import { readConfigValue } from "./configValue.ts";
import { orderDeclarations } from "./orderDeclarations.ts";

/**
 * Checks the source of a stack file: shape, config, order and references. Reads only schema files.
 * @returns Its declarations, each after everything that it references; those of a circular
 * dependency in any order.
 */
export function checkWritten(
  file: StackFile,
  readText: (path: string) => string | undefined,
  report: Report,
): readonly Declaration[] {
  const { root, path, declarations: byName, outputs } = file;
  if (root === undefined) return [];
  const keyRange = (root.kind === "object" ? root.entries[0]?.keyRange : undefined) ?? root.range;
  checkShape({ node: root, name: "the file", keyRange }, stackFileShape, report);
  for (const declaration of file.config) checkConfig(declaration, report);
  const ordered = orderDeclarations(byName, report);
  checkReferences(outputs, { byName, report, resultSchemaOf: resultSchemas(dirname(path), readText) });
  return ordered;
}

function checkConfig(declaration: ConfigDeclaration, report: Report): void {
  const { name, nameRange: range, default: fallback, value } = declaration;
  if (fallback !== undefined && value !== undefined) {
    report({
      code: "NCF_STACK_CONFIG_INVALID",
      range,
      message: `${name} has both default and value`,
      hint: "keep default if the value can be set from outside, value if it is fixed",
    });
    return;
  }
  const read = readConfigValue(declaration, undefined);
  if (read.kind === "invalid") {
    report({
      code: "NCF_STACK_CONFIG_INVALID",
      range,
      message: read.reason,
      hint: "correct its type or its default",
    });
  }
}

/** Returns a function that finds the result schema of a resource, either literal or in a referenced file. */
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
    // The plan reports it.
    return undefined;
  }
}
