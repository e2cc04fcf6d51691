import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/json.ts";
import { SecretValue, UnknownValue, type Value, type ValueObject } from "../../model/value.ts";
import type { ResourceDeclaration } from "../language/declaration.ts";
import { type Reference, referencesIn } from "../language/expression.ts";
import { resourceTypes, type ResourceType } from "../language/resourceTypes.ts";
import { sortDiagnostics, toDiagnostic } from "../parse/report.ts";
import type { CheckedStack } from "./checkStackFile.ts";
import type { ProgramHost, ProgramResource, RegisteredResource } from "./host.ts";
import { duplicateName } from "./planStack.ts";
import { type ResourceUse, resourceUsesIn } from "./resourceUses.ts";
import { runInOrder } from "./runInOrder.ts";
import { type ResourceInstance, StackEvaluator } from "./stackEvaluator.ts";
import { StackError } from "./stackError.ts";

/**
 * Runs a checked stack file: registers each resource as soon as the declarations that it references
 * are done, and returns the outputs of the stack.
 *
 * Rejects with the first failure. When the host rejects, the deployment has ended and nothing is
 * awaited. When a value cannot be evaluated, no further resource starts, and those in progress are
 * awaited.
 * @throws StackError for missing or invalid config, and for values that cannot be evaluated with
 * the outputs of resources
 */
export async function runStack(
  { file, ordered }: Pick<CheckedStack, "file" | "ordered">,
  host: ProgramHost,
): Promise<{ readonly outputs: ValueObject }> {
  const { path, declarations } = file;
  const evaluator = evaluatorOf(file, host);
  const usesIn = resourceUsesIn(declarations);
  // Follow variables in order, to avoid deep recursion through chains of variables.
  for (const one of ordered) if (one.kind === "variable") usesIn(one.value);
  const byName = new Map(ordered.map((one) => [one.name, one]));
  const urns = new Map<string, ReadonlyMap<string | number, string>>();
  const owners = new Map<string, ResourceDeclaration>();

  await runInOrder(
    ordered,
    (one) => referencesIn(one).flatMap(({ root }) => byName.get(root) ?? []),
    (one) => {
      if (one.kind === "resource") return addResource(one);
      evaluator.addVariable(one);
      return undefined;
    },
  );
  return { outputs: evaluator.evaluateOutputs(file.outputs) };

  function addResource(declaration: ResourceDeclaration): Promise<void> {
    const group = evaluator.evaluateResource(declaration);
    const dependencies = dependenciesOf(declaration);
    const steps = group.instances.map((instance) => {
      claimName(instance, declaration);
      const { name, properties } = instance;
      return { name, declaration, properties, ...dependencies };
    });
    return Promise.all(steps.map((step) => host.registerResource(step))).then((registered) => {
      const items = group.instances.map(({ item, name }, at): [string | number, string] => [
        item ?? name,
        (registered[at] as RegisteredResource).urn,
      ]);
      urns.set(declaration.name, new Map(items));
      evaluator.addResource(
        declaration.name,
        group,
        registered.map(({ outputs }) => withAllOutputs(declaration, outputs, host.isPreview)),
      );
    });
  }

  function claimName({ name }: ResourceInstance, declaration: ResourceDeclaration): void {
    const other = owners.get(name);
    if (other !== undefined)
      throw new StackError([file.secrets.hide(toDiagnostic(duplicateName(name, declaration, other), path))]);
    owners.set(name, declaration);
  }

  function dependenciesOf({
    properties,
    options,
  }: ResourceDeclaration): Pick<ProgramResource, "propertyDependencies" | "dependsOn" | "parent"> {
    const [parent] = options.parent === undefined ? [] : urnsOf(useOf(options.parent));
    return {
      propertyDependencies: Object.fromEntries(
        properties.entries.map(({ key, value }) => [key, usesIn(value).flatMap(urnsOf)]),
      ),
      dependsOn: options.dependsOn.flatMap((reference) => urnsOf(useOf(reference))),
      ...(parent === undefined ? {} : { parent }),
    };
  }

  function urnsOf({ name, item }: ResourceUse): readonly string[] {
    const made = urns.get(name);
    const one = item === undefined ? undefined : made?.get(item);
    return one === undefined ? [...(made?.values() ?? [])] : [one];
  }
}

function useOf({ root, path: [first] }: Reference): ResourceUse {
  return first === undefined ? { name: root } : { name: root, item: first.step };
}

/**
 * Creates the evaluator of a run with all config. @throws StackError with every missing or invalid
 * config entry
 */
function evaluatorOf(file: CheckedStack["file"], host: ProgramHost): StackEvaluator {
  const { path } = file;
  const found: Diagnostic[] = [];
  let isReadingConfig = true;
  const evaluator = new StackEvaluator({
    path,
    pulumi: host.pulumi,
    readText: host.readText,
    expandsUnknownEach: false,
    report: (draft) => {
      const diagnostic = file.secrets.hide(toDiagnostic(draft, path));
      if (!isReadingConfig) throw new StackError([diagnostic]);
      found.push(diagnostic);
    },
  });
  for (const declaration of file.config) {
    const value = Object.hasOwn(host.config, declaration.name) ? host.config[declaration.name] : undefined;
    const isSecret = value instanceof SecretValue;
    const given = (isSecret ? value.value : value) as Json | undefined;
    evaluator.addConfig(declaration, { given, isSecret, isRequired: true });
  }
  if (found.length > 0) throw new StackError(sortDiagnostics(found));
  isReadingConfig = false;
  return evaluator;
}

/** Adds the outputs of the type that the engine does not return. */
function withAllOutputs(
  { type }: ResourceDeclaration,
  outputs: ValueObject,
  isPreview: boolean,
): ValueObject {
  const { outputs: defined }: ResourceType = resourceTypes[type];
  const complete: Record<string, Value> = { ...outputs };
  for (const name of Object.keys(defined)) {
    if (!Object.hasOwn(outputs, name)) complete[name] = isPreview ? new UnknownValue() : null;
  }
  return complete;
}
