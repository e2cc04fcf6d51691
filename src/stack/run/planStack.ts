import type { Json, JsonObject } from "../../model/json.ts";
import { configValue } from "../check/configValue.ts";
import type { ConfigDeclaration, ResourceDeclaration } from "../language/declaration.ts";
import { type Expression, referencesIn } from "../language/expression.ts";
import { findingsOfInputs, type CheckInputs } from "./inputDiagnostics.ts";
import { hole, isKnownSecret, planAlgebra, secretLeaf, toCheckable, toShown } from "./planValueOps.ts";
import type { Report } from "../parse/report.ts";
import { resourceTypes, type ResourceType, type ResourceTypeName } from "../language/resourceTypes.ts";
import { runStack, type Runnable } from "./runStack.ts";
import type { ResourceStep, StackHost } from "./stackHost.ts";

/** What a plan is made from besides the file. What is left out is not known yet. */
export interface PlanContext {
  readonly readText: (path: string) => string | undefined;
  /** Checks the inputs of an `ncf:ActionInvocation`; unknown parts are `unknownValue`. */
  readonly checkInputs: CheckInputs;
  /** Config by name, without the project's own prefix. */
  readonly config?: Readonly<Record<string, Json>>;
  /** Names of config entries that are secret although the file does not say so. */
  readonly secretNames?: readonly string[];
  /** Whether every config entry needs a value, as it does before a run. */
  readonly needsConfig?: boolean;
  readonly stack?: string;
  readonly organization?: string;
  readonly cwd?: string;
}

/** The parts of a stack file that are planned. */
export interface Plannable extends Runnable {
  readonly name: string;
  /** Names whose declaration is too wrong to be planned. */
  readonly brokenNames?: readonly string[];
}

/** Works a stack file out as far as it can be before the run, and reports what is found wrong on the way. */
export function planStack(file: Plannable, context: PlanContext, report: Report): StackPlan {
  const algebra = planAlgebra(report);
  const steps: PlanStep[] = [];
  const namesByOwner = new Map<string, string[]>();
  const allNames = new Map<string, ResourceDeclaration>();
  const before = directDependencies(file);

  const host: StackHost = {
    algebra,
    readText: rememberTexts(context.readText),
    standIns: new Map(file.brokenNames?.map((name) => [name, hole(`\${${name}}`)])),
    pulumi: {
      project: file.name,
      stack: context.stack ?? hole("${pulumi.stack}"),
      organization: context.organization ?? hole("${pulumi.organization}"),
      cwd: context.cwd ?? hole("${pulumi.cwd}"),
    },
    readConfig: (declaration) => readConfig(declaration, context, report),
    openEach: (collection, source) => openEach(collection, source, report),
    createResource: (step) => {
      addStep(step);
      const { outputs }: ResourceType = resourceTypes[step.declaration.type];
      return Object.fromEntries(Object.keys(outputs).map((name) => [name, hole(`\${${step.name}.${name}}`)]));
    },
  };
  const outputs = runStack(file, host);
  return { steps, outputs: toShown(outputs) as Record<string, unknown> };

  function addStep({ name, declaration, properties }: ResourceStep): void {
    const other = allNames.get(name);
    if (other !== undefined) {
      report({
        code: "NCF_STACK_NAME_DUPLICATE",
        range: declaration.nameRange,
        message: `each makes two resources named ${name}`,
        hint: "rename one of the resources, or a key of each",
        related: [{ message: "the other one", range: other.nameRange }],
      });
    }
    allNames.set(name, declaration);
    namesByOwner.set(declaration.name, [...(namesByOwner.get(declaration.name) ?? []), name]);
    const isInvocation = declaration.type === "ncf:ActionInvocation";
    if (isInvocation) {
      for (const finding of findingsOfInputs(
        declaration,
        toCheckable(properties) as JsonObject,
        context.checkInputs,
      )) {
        report(finding);
      }
    }
    const shown = toShown(properties) as Record<string, unknown>;
    steps.push({
      name,
      type: declaration.type,
      ...(isInvocation
        ? { action: `${String(shown["packageName"] ?? "-")}/${String(shown["actionName"])}` }
        : {}),
      properties: shown,
      after: (before.get(declaration.name) ?? []).flatMap((owner) => namesByOwner.get(owner) ?? []),
    });
  }
}

/** Names of the resources that each resource needs, through variables as well. */
function directDependencies(file: Runnable): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, readonly string[]>();
  // What a reference to a name comes down to: a resource itself, or the resources that a variable is made of.
  const standsFor = new Map<string, readonly string[]>();
  for (const declaration of file.ordered) {
    const names = new Set(referencesIn(declaration).flatMap(({ root }) => standsFor.get(root) ?? []));
    needs.set(declaration.name, [...names]);
    standsFor.set(declaration.name, declaration.kind === "variable" ? [...names] : [declaration.name]);
  }
  return needs;
}

function readConfig(
  declaration: ConfigDeclaration,
  { config = {}, secretNames = [], needsConfig = false }: PlanContext,
  report: Report,
): unknown {
  const { name, nameRange } = declaration;
  const isSecret = declaration.isSecret || secretNames.includes(name);
  const given = Object.hasOwn(config, name) ? config[name] : undefined;
  const read = configValue(declaration, given);
  if (read.kind === "value") return isSecret ? secretLeaf(read.value) : read.value;
  if (given !== undefined || needsConfig) {
    report({
      code: "NCF_STACK_CONFIG_INVALID",
      range: nameRange,
      message: read.kind === "wrong" ? read.reason : `${name} has no value`,
      hint: isSecret
        ? `give it with --secret ${name}=VALUE, or with pulumi config set --secret ${name} VALUE`
        : `give it with --config ${name}=VALUE, or with pulumi config set ${name} VALUE`,
    });
  }
  return hole(`\${${name}}`, isSecret);
}

function openEach(
  collection: unknown,
  source: Expression,
  report: Report,
): ReturnType<StackHost["openEach"]> {
  if (isKnownSecret(collection)) {
    report({
      code: "NCF_STACK_EACH_INVALID",
      range: source.range,
      message: "each takes a secret, whose keys would be seen in the names of the resources",
      hint: "use a list or map that is not secret, and secrets in its values only",
    });
  }
  return [{ key: hole("${each.key}"), value: hole("${each.value}", isKnownSecret(collection)), name: "*" }];
}

function rememberTexts(readText: PlanContext["readText"]): PlanContext["readText"] {
  const texts = new Map<string, string | undefined>();
  return (path) => {
    if (!texts.has(path)) texts.set(path, readText(path));
    return texts.get(path);
  };
}

/** What a stack file would do. Holds no secret: fit to be printed. */
export interface StackPlan {
  /** In the order in which they can be made. */
  readonly steps: readonly PlanStep[];
  /** Name to value, shown as in the steps. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** One resource that would be made. */
export interface PlanStep {
  /** Its name for the engine; ends with `-*` when it stands for the items of an `each` that are not known yet. */
  readonly name: string;
  readonly type: ResourceTypeName;
  /** The action that is called: `db/migrate`, `-/warm` for one outside any package. */
  readonly action?: string;
  /** What is not known yet is shown as its expression, `${migrate.result.tables}`; a secret as `[secret]`. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Names of the resources that have to be made before. */
  readonly after: readonly string[];
}
