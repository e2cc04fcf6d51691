import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ConfigDeclaration, Declaration, OutputDeclaration } from "../language/declaration.ts";
import { checkScalars } from "./checkScalars.ts";
import { readDeclarations } from "./readDeclarations.ts";
import { readNodes } from "./readNodes.ts";
import { type Report, toDiagnostic } from "./report.ts";
import { type SecretLiterals, secretLiterals } from "./secretLiterals.ts";
import { sourceText } from "./sourceText.ts";
import type { StackNode } from "./stackNode.ts";

/** Parsed stack file, which may contain errors. */
export interface StackFile {
  /** Path of the file as given. */
  readonly path: string;
  readonly text: string;
  /** Name of the Pulumi project; empty when the file has no readable name. */
  readonly name: string;
  readonly description?: string;
  readonly config: readonly ConfigDeclaration[];
  /** Config, variables and resources by name, in the order of the file. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly outputs: readonly OutputDeclaration[];
  /** Source nodes; absent when the YAML cannot be read. */
  readonly root?: StackNode;
  readonly secrets: SecretLiterals;
  /** Errors found while parsing. `checkStackFile` returns them with all others. */
  readonly diagnostics: readonly Diagnostic[];
  /** Values that other YAML parsers read differently. They do not prevent a run. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Parses a stack file.
 * @param path - Path of the file, for diagnostics and for resolving relative paths.
 */
export function parseStackFile(text: string, path: string): StackFile {
  const diagnostics: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const report: Report = (draft) => diagnostics.push(toDiagnostic(draft, path));
  const source = sourceText(text);
  const root = readNodes(source, report);
  const secrets = secretLiterals(text, root, diagnostics.length === 0);
  if (root === undefined) {
    return {
      path,
      text,
      name: "",
      config: [],
      declarations: new Map(),
      outputs: [],
      secrets,
      diagnostics: diagnostics.map(secrets.hide),
      warnings,
    };
  }
  checkScalars(root, report, (draft) => warnings.push(toDiagnostic(draft, path)));
  const { name, description, byName, outputs } = readDeclarations(root, source, report);
  return {
    path,
    text,
    name,
    ...(description === undefined ? {} : { description }),
    config: [...byName.values()].filter((one) => one.kind === "config"),
    declarations: byName,
    outputs,
    root,
    secrets,
    diagnostics: diagnostics.map(secrets.hide),
    warnings,
  };
}
