import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { Json } from "../../model/json.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { SecretValue, UnknownValue, type Value, type ValueObject } from "../../model/value.ts";
import { UnreadableFile } from "../../ports/projectFiles.ts";
import { inlineSchemaFiles } from "../../schema/inlineSchemaFiles.ts";
import { readConfigValue } from "../check/configValue.ts";
import type {
  ConfigDeclaration,
  OutputDeclaration,
  ResourceDeclaration,
  VariableDeclaration,
} from "../language/declaration.ts";
import { type Expression, isLifecycleInput } from "../language/expression.ts";
import type { PulumiName } from "../language/names.ts";
import type { Report } from "../parse/report.ts";
import { attempt, evaluate, evaluateEntries, type Scope } from "./evaluate.ts";
import { type Leaf, mapLeaves, markSecret } from "./values.ts";

/** Evaluation context of a stack file. */
export interface EvaluatorOptions {
  /** Path of the stack file. */
  readonly path: string;
  /** Values of `${pulumi.…}`. */
  readonly pulumi: Readonly<Record<PulumiName, Value>>;
  /** Returns the contents of a file; `undefined` when it does not exist. */
  readonly readText: (path: string) => string | undefined;
  /** Reports an evaluation error. If it returns, the value is unknown. */
  readonly report: Report;
  /**
   * `true` when an `each` over an unknown collection becomes one unknown resource. Otherwise it is
   * reported.
   */
  readonly expandsUnknownEach: boolean;
}

/** Config entry from outside the file. */
export interface GivenConfig {
  /** Value; `undefined` when it is not given or unknown. */
  readonly given: Json | undefined;
  /** `true` when it is secret even if the file does not declare it. */
  readonly isSecret: boolean;
  /** `true` when a missing value is reported. */
  readonly isRequired: boolean;
}

/** Resources of one declaration. */
export interface ResourceGroup {
  /** `one` without `each`, otherwise the form of its collection. */
  readonly form: "one" | "array" | "object" | "unknown";
  readonly instances: readonly ResourceInstance[];
}

/** One resource with its evaluated properties. */
export interface ResourceInstance {
  /** Name in the stack: `warm`, or `warm-eu` for the item `eu` of an `each`. */
  readonly name: string;
  /** Key or index of the item of an `each`. */
  readonly item?: string | number;
  /** Evaluated properties. Referenced schema files are inlined. */
  readonly properties: ValueObject;
}

const schemaProperties = new Set(["paramsSchema", "resultSchema"]);

/** Evaluator of the declarations of one stack file. Each declaration must follow those that it references. */
export class StackEvaluator {
  readonly #values: Map<string, Value>;
  readonly #options: EvaluatorOptions;
  readonly #scope: Scope;

  constructor(options: EvaluatorOptions) {
    const { path, pulumi, readText, report } = options;
    this.#options = options;
    this.#values = new Map<string, Value>([["pulumi", pulumi]]);
    this.#scope = {
      report,
      readFile: fileReader(dirname(path), readText),
      lookUp: (name) => this.#values.get(name) ?? null,
    };
  }

  /** Marks a name as unknown when its declaration cannot be evaluated. */
  setUnknown(name: string): void {
    this.#values.set(name, new UnknownValue(`\${${name}}`));
  }

  /** Sets the value of a config entry, or reports it when it is invalid or missing. */
  addConfig(declaration: ConfigDeclaration, { given, isSecret, isRequired }: GivenConfig): void {
    const { name, nameRange } = declaration;
    const read = readConfigValue(declaration, given);
    const keepsSecret = declaration.isSecret || isSecret;
    const hint = read.kind === "invalid" ? read.hint : undefined;
    if (read.kind === "invalid" || (read.kind === "missing" && isRequired)) {
      this.#options.report({
        code: "NCF_STACK_CONFIG_INVALID",
        range: nameRange,
        message: read.kind === "invalid" ? read.reason : `${name} is required`,
        hint:
          hint ??
          (keepsSecret
            ? `set it with --secret ${name}=VALUE, or with ncf config set ${name}`
            : `set it with --config ${name}=VALUE, or with ncf config set ${name} VALUE`),
      });
    }
    const value = read.kind === "value" ? read.value : new UnknownValue(`\${${name}}`);
    this.#values.set(name, keepsSecret ? markSecret(value) : value);
  }

  addVariable({ name, value }: VariableDeclaration): void {
    this.#values.set(name, evaluate(value, this.#scope));
  }

  /** Evaluates the properties of a resource, with `each` once per item. */
  evaluateResource(declaration: ResourceDeclaration): ResourceGroup {
    const { name, each } = declaration;
    if (each === undefined) {
      const properties = this.#evaluateProperties(declaration, this.#scope);
      return { form: "one", instances: [{ name, properties }] };
    }
    const { form, items } = this.#expandEach(each);
    const instances = items.map(({ item, key, value }) => {
      const lookUp = (wanted: string): Value =>
        wanted === "each" ? { key, value } : this.#scope.lookUp(wanted);
      const properties = this.#evaluateProperties(declaration, { ...this.#scope, lookUp });
      return { name: `${name}-${item}`, item, properties };
    });
    return { form, instances };
  }

  /** Sets the outputs of the resources of one declaration, in the order of its instances. */
  addResource(name: string, { form, instances }: ResourceGroup, outputs: readonly ValueObject[]): void {
    this.#values.set(name, this.#groupValue(name, form, instances, outputs));
  }

  #groupValue(
    name: string,
    form: ResourceGroup["form"],
    instances: readonly ResourceInstance[],
    outputs: readonly ValueObject[],
  ): Value {
    switch (form) {
      case "one":
        return outputs[0] as ValueObject;
      case "array":
        return outputs;
      case "object":
        return Object.fromEntries(instances.map(({ item }, at) => [item, outputs[at] as ValueObject]));
      case "unknown":
        return new UnknownValue(`\${${name}}`);
    }
  }

  /** Evaluates the outputs of the stack. */
  evaluateOutputs(outputs: readonly OutputDeclaration[]): ValueObject {
    return evaluateEntries(
      outputs.map(({ name, value }) => ({ key: name, value })),
      (value) => evaluate(value, this.#scope),
    );
  }

  #evaluateProperties({ properties }: ResourceDeclaration, scope: Scope): ValueObject {
    const { path, readText } = this.#options;
    const evaluateProperty = (expression: Expression, key: string): Value => {
      const value = evaluate(expression, scope);
      if (!schemaProperties.has(key)) return value;
      return attempt([], expression, scope, () => inlineInValue(value, dirname(path), readText));
    };
    return evaluateEntries(properties.entries, (expression, key) => {
      if (!isLifecycleInput(key) || expression.kind !== "object") return evaluateProperty(expression, key);
      return evaluateEntries(expression.entries, (inner, innerKey) =>
        innerKey === "params"
          ? evaluate(inner, { ...scope, isTemplate: true })
          : evaluateProperty(inner, innerKey),
      );
    });
  }

  #expandEach(each: Expression): {
    readonly form: "array" | "object" | "unknown";
    readonly items: readonly { readonly item: string | number; readonly key: Value; readonly value: Value }[];
  } {
    const { report, expandsUnknownEach } = this.#options;
    const collection = evaluate(each, this.#scope);
    const refuse = (message: string, hint: string): void =>
      report({ code: "NCF_STACK_EACH_INVALID", range: each.range, message, hint });
    if (collection instanceof SecretValue) {
      refuse(
        "each must not be secret: its keys become part of the resource names",
        "use an array or object that is not secret, with secrets in its values only",
      );
    } else if (collection instanceof UnknownValue) {
      if (!expandsUnknownEach) refuse("each must be known before the deployment", "use config or a constant");
    } else if (Array.isArray(collection)) {
      const items = collection as readonly Value[];
      return { form: "array", items: items.map((value, at) => ({ item: at, key: at, value })) };
    } else if (typeof collection === "object" && collection !== null) {
      const entries = Object.entries(collection as ValueObject);
      return { form: "object", items: entries.map(([key, value]) => ({ item: key, key, value })) };
    } else {
      refuse("each must be an array or an object", "write [item, item] or { key: value }");
      return { form: "array", items: [] };
    }
    const isSecret = collection instanceof SecretValue;
    const value = new UnknownValue("${each.value}");
    return {
      form: "unknown",
      items: [
        { item: "*", key: new UnknownValue("${each.key}"), value: isSecret ? markSecret(value) : value },
      ],
    };
  }
}

/** Inlines the files that a schema references. Keeps its secret and unknown parts in place. */
function inlineInValue(value: Value, folder: string, readText: EvaluatorOptions["readText"]): Value {
  const leaves = new Map<symbol, Leaf>();
  const withSymbols = mapLeaves(value, (leaf) => {
    // A symbol is neither a schema nor a reference, so it is left unchanged.
    const symbol = Symbol("leaf");
    leaves.set(symbol, leaf);
    return symbol;
  });
  const restore = (inner: unknown): unknown => {
    if (typeof inner === "symbol") return leaves.get(inner);
    if (typeof inner !== "object" || inner === null) return inner;
    if (Array.isArray(inner)) return inner.map(restore);
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, restore(one)]));
  };
  const inlined = inlineSchemaFiles(withSymbols, folder, readText);
  return (leaves.size === 0 ? inlined : restore(inlined)) as Value;
}

function fileReader(folder: string, readText: EvaluatorOptions["readText"]): Scope["readFile"] {
  return (path, isFixed) => {
    const whole = resolve(folder, path);
    const inside = relative(folder, whole);
    // A path that depends on an action or on config could otherwise read any file on this machine.
    if (!isFixed && (inside.startsWith("..") || isAbsolute(inside))) {
      throw new NcfError("NCF_STACK_FUNCTION", {
        reason: "fn::readFile: a computed path must be inside the directory of the stack file",
        hint: "write the path as a constant, or move the file",
      });
    }
    const text = readTextOrRefuse(path, whole, readText);
    if (text !== undefined) return text;
    throw new NcfError("NCF_STACK_FUNCTION", {
      reason: `fn::readFile: the file ${path} does not exist`,
      hint: "write the path relative to the stack file",
    });
  };
}

function readTextOrRefuse(
  path: string,
  whole: string,
  readText: EvaluatorOptions["readText"],
): string | undefined {
  try {
    return readText(whole);
  } catch (error) {
    if (error instanceof UnreadableFile) {
      const reason = `fn::readFile: the file ${path} ${error.reason}`;
      throw new NcfError("NCF_STACK_FUNCTION", { reason, hint: error.hint });
    }
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    throw new NcfError("NCF_STACK_FUNCTION", {
      reason: `fn::readFile: the file ${path} cannot be read (${code})`,
      hint: "check its type and permissions",
    });
  }
}
