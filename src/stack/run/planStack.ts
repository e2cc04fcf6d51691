import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import { actionLabel } from "../../model/action.ts";
import { parseDuration } from "../../model/duration.ts";
import { isOwnResourceType } from "../../model/resources.ts";
import { toShownObject } from "../../model/shownJson.ts";
import { UnknownValue, type ValueObject } from "../../model/value.ts";
import type { Declaration, ResourceDeclaration } from "../language/declaration.ts";
import { referencesIn } from "../language/expression.ts";
import { resourceTypes, type ResourceType, type ResourceTypeName } from "../language/resourceTypes.ts";
import type { StackFile } from "../parse/parseStackFile.ts";
import type { DiagnosticDraft } from "../parse/report.ts";
import { commandIssues } from "./commandIssues.ts";
import { type CheckInputs, placeIssues } from "./inputDiagnostics.ts";
import { type ResourceInstance, StackEvaluator } from "./stackEvaluator.ts";
import { secretPointersOf, toCheckable } from "./values.ts";

/** Input of a plan in addition to the file. Absent values are unknown. */
export interface PlanContext {
  readonly readText: (path: string) => string | undefined;
  /** Checks the inputs of a resource of this package. Unknown parts are `unknownValue`. */
  readonly checkInputs: CheckInputs;
  /** Config by name, without the project's own prefix. */
  readonly config?: Readonly<Record<string, Json>>;
  /** Names of config entries that are secret although the file does not declare it. */
  readonly secretNames?: readonly string[];
  /** `true` when every config entry needs a value, as before a run. @default false */
  readonly needsConfig?: boolean;
  readonly stack?: string;
  readonly organization?: string;
  readonly cwd?: string;
}

/** Expected effect of a stack file. Contains no secrets and can be printed. */
export interface StackPlan {
  /** Resources in an order in which they can be created. */
  readonly steps: readonly PlanStep[];
  /** Output values by name, displayed as in the steps. */
  readonly outputs: JsonObject;
}

/** Resource of a plan. */
export interface PlanStep {
  /** Name in the stack. Ends with `-*` when it represents the unknown items of an `each`. */
  readonly name: string;
  readonly type: ResourceTypeName;
  /** Action to call: `db/migrate`, `-/warm` outside any package. */
  readonly action?: string;
  /** Secret and unknown parts are marked: `{ "$secret": true }`, `{ "$unknown": "${migrate.result.tables}" }`. */
  readonly properties: JsonObject;
  /** Names of the resources that must be created first. */
  readonly after: readonly string[];
}

/**
 * Reports one diagnostic of a plan. An earlier diagnostic in the range `about`, by default its own,
 * makes it redundant.
 */
export type PlanReport = (draft: DiagnosticDraft, about?: Range) => void;

/** Evaluates a stack file as far as possible before a run, and reports errors in its values. */
export function planStack(
  file: StackFile,
  ordered: readonly Declaration[],
  context: PlanContext,
  report: PlanReport,
): StackPlan {
  const { config = {}, secretNames = [], needsConfig = false } = context;
  const steps: PlanStep[] = [];
  const namesByOwner = new Map<string, readonly string[]>();
  const allNames = new Map<string, ResourceDeclaration>();
  const before = directDependencies(ordered);
  const evaluator = new StackEvaluator({
    path: file.path,
    report,
    readText: rememberTexts(context.readText),
    expandsUnknownEach: true,
    pulumi: {
      project: file.name,
      stack: context.stack ?? new UnknownValue("${pulumi.stack}"),
      organization: context.organization ?? new UnknownValue("${pulumi.organization}"),
      cwd: context.cwd ?? new UnknownValue("${pulumi.cwd}"),
    },
  });
  // What declarations of a circle reference is not evaluated before them.
  for (const { name } of ordered) evaluator.setUnknown(name);
  for (const declaration of ordered) plan(declaration);
  return { steps, outputs: toShownObject(evaluator.evaluateOutputs(file.outputs)) };

  function plan(declaration: Declaration): void {
    const { name } = declaration;
    switch (declaration.kind) {
      case "broken":
        return evaluator.setUnknown(name);
      case "config":
        return evaluator.addConfig(declaration, {
          given: Object.hasOwn(config, name) ? config[name] : undefined,
          isSecret: secretNames.includes(name),
          isRequired: needsConfig,
        });
      case "variable":
        return evaluator.addVariable(declaration);
      case "resource": {
        const group = evaluator.evaluateResource(declaration);
        for (const instance of group.instances) addStep(declaration, instance);
        namesByOwner.set(
          name,
          group.instances.map((one) => one.name),
        );
        const outputs = group.instances.map((one) => unknownOutputs(declaration, one.name));
        evaluator.addResource(name, group, outputs);
      }
    }
  }

  function addStep(declaration: ResourceDeclaration, { name, properties }: ResourceInstance): void {
    const { type } = declaration;
    const other = allNames.get(name);
    if (other !== undefined) report(duplicateName(name, declaration, other));
    allNames.set(name, declaration);
    const isOwn = isOwnResourceType(type);
    const inputs = toCheckable(properties) as JsonObject;
    const { properties: fields }: ResourceType = resourceTypes[type];
    const issues = isOwn
      ? context.checkInputs(inputs, {
          type,
          timeoutMs: shortestTimeout(declaration),
          secretPointers: secretPointersOf(properties),
        })
      : commandIssues(inputs, fields);
    for (const { draft, about } of placeIssues(declaration, issues)) report(draft, about);
    const wrongImport = importIssue(declaration, properties);
    if (wrongImport !== undefined) report(wrongImport);
    const shown = toShownObject(properties);
    const { packageName = "-", actionName } = shown;
    steps.push({
      name,
      type,
      ...(isOwn
        ? { action: actionLabel({ packageName: String(packageName), actionName: String(actionName) }) }
        : {}),
      properties: shown,
      after: (before.get(declaration.name) ?? []).flatMap((owner) => namesByOwner.get(owner) ?? []),
    });
  }
}

/** Returns the shortest custom time-out of the steps that call, milliseconds. */
function shortestTimeout({ options: { customTimeouts } }: ResourceDeclaration): number | undefined {
  const { create, update } = customTimeouts ?? {};
  const set = [create, update].map(parseDuration).filter((ms) => ms !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
}

/** Describes an option `import` that cannot adopt a run. */
function importIssue(
  { name, nameRange: range, type, each, options }: ResourceDeclaration,
  { packageName = "-", actionName }: ValueObject,
): DiagnosticDraft | undefined {
  const { import: id } = options;
  // Another shape is reported as such.
  if (typeof id !== "string" || id.split("/").length !== 3) return undefined;
  const issue = (message: string, hint: string): DiagnosticDraft => ({
    code: "NCF_IMPORT_FAILED",
    range,
    message: `${name}: ${message}`,
    hint,
  });
  if (type !== "ncf:ActionInvocation")
    return issue(`import is not supported for ${type}`, "remove it; only ncf:ActionInvocation adopts a run");
  if (each !== undefined)
    return issue("import and each cannot be combined", "declare the resource that adopts the run by itself");
  if (typeof packageName !== "string" || typeof actionName !== "string") return undefined;
  const label = actionLabel({ packageName, actionName });
  if (id.startsWith(`${label}/`)) return undefined;
  return issue(`import names a run of another action than ${label}`, `write ${label}/ACTIVATION-ID`);
}

/** Describes a resource whose name another one has already. */
export function duplicateName(
  name: string,
  declaration: ResourceDeclaration,
  other: ResourceDeclaration,
): DiagnosticDraft {
  return {
    code: "NCF_STACK_NAME_DUPLICATE",
    range: declaration.nameRange,
    message: `each creates two resources named ${name}`,
    hint: "rename one of the resources, or a key of each",
    related: [{ message: "the other resource", range: other.nameRange }],
  };
}

function unknownOutputs({ type }: ResourceDeclaration, name: string): ValueObject {
  const { outputs }: ResourceType = resourceTypes[type];
  return Object.fromEntries(
    Object.keys(outputs).map((output) => [output, new UnknownValue(`\${${name}.${output}}`)]),
  );
}

/** Returns the resources that each resource depends on, directly or through variables. */
function directDependencies(ordered: readonly Declaration[]): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, readonly string[]>();
  // Resources behind a name: the resource itself, or those that a variable uses.
  const standsFor = new Map<string, readonly string[]>();
  for (const declaration of ordered) {
    const names = new Set(referencesIn(declaration).flatMap(({ root }) => standsFor.get(root) ?? []));
    needs.set(declaration.name, [...names]);
    standsFor.set(declaration.name, declaration.kind === "resource" ? [declaration.name] : [...names]);
  }
  return needs;
}

function rememberTexts(readText: PlanContext["readText"]): PlanContext["readText"] {
  const texts = new Map<string, string | undefined>();
  return (path) => {
    if (!texts.has(path)) texts.set(path, readText(path));
    return texts.get(path);
  };
}
