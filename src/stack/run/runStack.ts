import { dirname, resolve, relative, isAbsolute } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { inlineSchemaFiles } from "../../schema/inlineSchemaFiles.ts";
import type {
  ConfigDeclaration,
  OutputDeclaration,
  ResourceDeclaration,
  VariableDeclaration,
} from "../language/declaration.ts";
import { evaluate, type Scope } from "./evaluate.ts";
import { expandEach } from "./expandEach.ts";
import type { ObjectExpression, Reference } from "../language/expression.ts";
import type { StackHost } from "./stackHost.ts";

/** The parts of a stack file that are run. */
export interface Runnable {
  readonly path: string;
  readonly config: readonly ConfigDeclaration[];
  /** Each after all that it needs. */
  readonly ordered: readonly (VariableDeclaration | ResourceDeclaration)[];
  readonly outputs: readonly OutputDeclaration[];
}

const schemaProperties = new Set(["paramsSchema", "resultSchema"]);

/**
 * Works out a stack file from top to bottom, has the host make each resource in order, and answers the outputs of the
 * stack. Synchronous: what is not known yet is the business of the host's algebra.
 */
export function runStack(file: Runnable, host: StackHost): Readonly<Record<string, unknown>> {
  const { algebra } = host;
  const folder = dirname(file.path);
  const values = new Map<string, unknown>([["pulumi", host.pulumi], ...(host.standIns ?? [])]);
  const instances = new Map<string, ReadonlyMap<string | number, object>>();
  const readFile = fileReader(folder, host.readText);
  const scope: Scope = { algebra, readFile, lookUp: (name) => values.get(name) };

  for (const declaration of file.config) values.set(declaration.name, host.readConfig(declaration));
  for (const declaration of file.ordered) {
    if (declaration.kind === "variable") values.set(declaration.name, evaluate(declaration.value, scope));
    else makeResources(declaration);
  }
  return Object.fromEntries(file.outputs.map(({ name, value }) => [name, evaluate(value, scope)]));

  function makeResources(declaration: ResourceDeclaration): void {
    const { name, each } = declaration;
    if (each === undefined) {
      const made = make(declaration, name, scope);
      values.set(name, made);
      instances.set(name, new Map([[name, made]]));
      return;
    }
    const collection = evaluate(each, scope);
    const made = new Map<string | number, object>();
    for (const item of expandEach(collection, each, host)) {
      const lookUp = (wanted: string): unknown => (wanted === "each" ? item : values.get(wanted));
      made.set(item.name, make(declaration, `${name}-${item.name}`, { ...scope, lookUp }));
    }
    instances.set(name, made);
    const isList = Array.isArray(collection);
    values.set(
      name,
      algebra.isOpaque(collection) ? collection : isList ? [...made.values()] : Object.fromEntries(made),
    );
  }

  function make(declaration: ResourceDeclaration, name: string, inner: Scope): object {
    const { dependsOn, parent } = declaration.options;
    const [parentHandle] = parent === undefined ? [] : handlesOf(parent);
    return host.createResource({
      name,
      declaration,
      properties: evaluateProperties(declaration.properties, inner),
      dependsOn: dependsOn.flatMap(handlesOf),
      ...(parentHandle === undefined ? {} : { parent: parentHandle }),
    });
  }

  function evaluateProperties(properties: ObjectExpression, inner: Scope): Record<string, unknown> {
    const entries = properties.entries.map(({ key, value }) => {
      const plain = evaluate(value, inner);
      if (!schemaProperties.has(key) || algebra.isOpaque(plain)) return [key, plain];
      return [key, algebra.combine([], () => inlineSchemaFiles(plain, folder, host.readText), value)];
    });
    return Object.fromEntries(entries);
  }

  function handlesOf({ root, path: [first] }: Reference): readonly object[] {
    const made = instances.get(root);
    const one = first === undefined ? undefined : made?.get(first.step);
    return one === undefined ? [...(made?.values() ?? [])] : [one];
  }
}

function fileReader(folder: string, readText: StackHost["readText"]): Scope["readFile"] {
  return (path, isFixed) => {
    const whole = resolve(folder, path);
    const inside = relative(folder, whole);
    // A path that an action or a config value has a say in could otherwise read anything on this machine.
    if (!isFixed && (inside.startsWith("..") || isAbsolute(inside))) {
      throw new NcfError("NCF_STACK_FUNCTION", {
        reason: "fn::readFile: a path that is worked out leads out of the stack file's folder",
        hint: "write the path out, or keep the file below the stack file's folder",
      });
    }
    const text = readText(whole);
    if (text !== undefined) return text;
    throw new NcfError("NCF_STACK_FUNCTION", {
      reason: `fn::readFile: there is no file ${path}`,
      hint: "the path is relative to the stack file",
    });
  };
}
