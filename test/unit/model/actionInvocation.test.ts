import type * as pulumi from "@pulumi/pulumi";
import { expect, expectTypeOf, test } from "vitest";
import { defaultCallsInFlight } from "../../../src/client/callLimiter.ts";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import { actionInvocation, type InputName, type OutputName } from "../../../src/model/actionInvocation.ts";
import type { Json } from "../../../src/model/json.ts";
import type { InputDefinition } from "../../../src/model/resourceDefinition.ts";
import { parseDuration } from "../../../src/model/duration.ts";
import { configKeys, providerConfig } from "../../../src/model/providerConfig.ts";
import type { ActionInvocation } from "../../../src/pulumi/ActionInvocation.ts";
import type {
  ActionInvocationArgs,
  LifecycleActionArgs,
  RetryArgs,
} from "../../../src/pulumi/ActionInvocationArgs.ts";
import { readSettings } from "../../../src/resource/settings.ts";
import { findCredentials } from "../../../src/signing/credentials.ts";
import { resourceTypes } from "../../../src/stack/language/resourceTypes.ts";

type Inputs = typeof actionInvocation.inputs;
type Outputs = typeof actionInvocation.outputs;

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];
type DefinedRequired = { [K in InputName]: Inputs[K] extends { isRequired: true } ? K : never }[InputName];
type OutputKeys<T> = { [K in keyof T]: T[K] extends pulumi.Output<unknown> ? K : never }[keyof T];

/** The TypeScript type of a definition's type, where it has exactly one. */
type Plain<T> = T extends { kind: "string" }
  ? string
  : T extends { kind: "integer" | "number" }
    ? number
    : T extends { kind: "boolean" }
      ? boolean
      : T extends { kind: "duration" }
        ? number | string
        : T extends { kind: "enum"; values: infer V }
          ? keyof V
          : unknown;
type InputType<T> = Exclude<T, undefined> extends pulumi.Input<infer U> ? U : never;
/** Names whose types differ between a definition and the class. */
type Mismatched<Defined, Actual> = {
  [K in keyof Defined & keyof Actual]: Defined[K] extends { type: infer T }
    ? unknown extends Plain<T>
      ? never
      : [Plain<T>, Actual[K]] extends [Actual[K], Plain<T>]
        ? never
        : K
    : never;
}[keyof Defined & keyof Actual];

test("the arguments of the class are the inputs of the definition", () => {
  expectTypeOf<keyof ActionInvocationArgs>().toEqualTypeOf<InputName>();
  expectTypeOf<RequiredKeys<ActionInvocationArgs>>().toEqualTypeOf<DefinedRequired>();
  expectTypeOf<keyof RetryArgs>().toEqualTypeOf<keyof Inputs["retry"]["type"]["fields"]>();
  type LifecycleFields = Inputs["onDelete"]["type"]["fields"];
  expectTypeOf<keyof LifecycleActionArgs>().toEqualTypeOf<keyof LifecycleFields>();
  type ActualFields = { [K in keyof LifecycleActionArgs]-?: InputType<LifecycleActionArgs[K]> };
  expectTypeOf<Mismatched<LifecycleFields, ActualFields>>().toEqualTypeOf<never>();
  type Actual = { [K in InputName]: InputType<ActionInvocationArgs[K]> };
  expectTypeOf<Mismatched<Inputs, Actual>>().toEqualTypeOf<never>();
});

test("the outputs of the class are the outputs of the definition", () => {
  expectTypeOf<OutputKeys<ActionInvocation>>().toEqualTypeOf<OutputName | "id" | "urn">();
  type Actual = { [K in OutputName]: pulumi.Unwrap<ActionInvocation[K]> };
  expectTypeOf<Mismatched<Outputs, Actual>>().toEqualTypeOf<never>();
});

test("the defaults of the definition match those of a call", () => {
  const { inputs } = actionInvocation;
  const { invocation } = readInputs({ actionName: "hello" });
  expect(invocation).toMatchObject({
    action: { packageName: inputs.packageName.default },
    params: inputs.params.default,
    timeoutMs: inputs.timeout.default,
    waitForMs: parseDuration(inputs.waitFor.default),
    triggers: inputs.triggers.default,
    retry: {
      attempts: inputs.retry.default.attempts,
      budgetMs: parseDuration(inputs.retry.default.budget),
    },
    onUnknown: inputs.onUnknown.default,
  });
  expect(inputs.retry.type.fields.attempts.default).toBe(inputs.retry.default.attempts);
  expect(inputs.retry.type.fields.budget.default).toBe(inputs.retry.default.budget);
  expect(providerConfig.callsInFlight.default).toBe(defaultCallsInFlight);
});

/** Values of an input, and whether its definition allows them. */
function samplesOf({ type }: InputDefinition): readonly (readonly [value: Json, isAllowed: boolean])[] {
  switch (type.kind) {
    case "enum":
      return [["none of them", false]];
    case "integer": {
      const { minimum = 0, maximum = 0 } = type;
      return [
        [minimum, true],
        [maximum, true],
        [minimum - 1, false],
        [maximum + 1, false],
      ];
    }
    case "duration":
      return [
        [1000, true],
        ["90s", true],
        ["10m", true],
        ["1h30m", true],
        ["soon", false],
      ];
    case "nested":
      return [[{ other: 1 }, false]];
    default:
      return [];
  }
}

const samples = Object.entries(actionInvocation.inputs).flatMap(([name, input]) =>
  samplesOf(input).map(([value, isAllowed]) => [name, value, isAllowed] as const),
);

test.each(samples)("%s: %o is allowed, as its definition says: %s", (name, value, isAllowed) => {
  const { issues } = readInputs({ actionName: "hello", [name]: value });
  expect(issues.length === 0).toBe(isAllowed);
  expect(issues.every(({ pointer }) => pointer.startsWith(`/${name}`))).toBe(true);
});

test("the provider reads every config key of the definition, and no other", () => {
  const read = new Set<string>();
  readSettings((key) => {
    read.add(key);
    return undefined;
  }, {});
  const documented = configKeys.filter(
    (name) => providerConfig[name].readBy === "provider" && name !== "rerun",
  );
  expect([...read].toSorted()).toEqual(documented.map((name) => `ncf:${name}`).toSorted());
});

test("every input with a config key has a key that exists, with the same values", () => {
  const inputs = Object.values(actionInvocation.inputs).filter((input) => "configKey" in input);
  expect(inputs.map(({ configKey }) => providerConfig[configKey].type)).toEqual(
    inputs.map(({ type }) => type),
  );
});

test("credentials are found in every environment variable of the definition", () => {
  const { accessKey, secretKey } = providerConfig;
  for (const [at, access] of accessKey.environment.entries()) {
    const env = { [access]: "A1", [secretKey.environment[at] as string]: "S1" };
    const pair = findCredentials({ env, homeDir: "/none", readText: () => undefined });
    expect(pair.accessKey).toBe("A1");
  }
});

test("the outputs of a stack file have the types of the definition", () => {
  const { outputs } = resourceTypes["ncf:ActionInvocation"];
  expect(outputs).toMatchObject({
    id: "string",
    generation: "number",
    attempts: "number",
    success: "boolean",
    result: "any",
    outcome: "string",
    address: "string",
  });
  expect(Object.keys(outputs)).toEqual(["id", "urn", ...Object.keys(actionInvocation.outputs)]);
});
