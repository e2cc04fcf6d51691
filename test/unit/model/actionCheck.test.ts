import type * as pulumi from "@pulumi/pulumi";
import { expect, expectTypeOf, test } from "vitest";
import { readCheck } from "../../../src/check/readCheck.ts";
import { actionCheck, type CheckInputName, type CheckOutputName } from "../../../src/model/actionCheck.ts";
import { parseDuration } from "../../../src/model/duration.ts";
import { findResourceDefinition, resourceDefinitions } from "../../../src/model/resources.ts";
import type { ActionCheck } from "../../../src/pulumi/ActionCheck.ts";
import type { ActionCheckArgs } from "../../../src/pulumi/ActionCheckArgs.ts";
import { resourceTypes } from "../../../src/stack/language/resourceTypes.ts";

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];
type OutputKeys<T> = { [K in keyof T]: T[K] extends pulumi.Output<unknown> ? K : never }[keyof T];

test("the arguments and outputs of the class match the definition", () => {
  expectTypeOf<keyof ActionCheckArgs>().toEqualTypeOf<CheckInputName>();
  expectTypeOf<RequiredKeys<ActionCheckArgs>>().toEqualTypeOf<"actionName">();
  expectTypeOf<OutputKeys<ActionCheck>>().toEqualTypeOf<CheckOutputName | "id" | "urn">();
});

test("the defaults of the definition match those of a check", () => {
  const { inputs } = actionCheck;
  expect(readCheck({ actionName: "health" }).check).toMatchObject({
    params: inputs.params.default,
    success: inputs.success.default,
    successes: inputs.successes.default,
    everyMs: parseDuration(inputs.every.default),
    withinMs: parseDuration(inputs.within.default),
    timeoutMs: inputs.timeout.default,
    triggers: inputs.triggers.default,
  });
});

test("a stack file supports the properties and outputs of every resource of this package", () => {
  for (const { type, inputs, outputs } of resourceDefinitions) {
    expect(Object.keys(resourceTypes[type].properties)).toEqual(Object.keys(inputs));
    expect(Object.keys(resourceTypes[type].outputs)).toEqual(["id", "urn", ...Object.keys(outputs)]);
  }
});

test.each(["ncf:ActionCheck", "ncf:index:ActionCheck", "pulumi-nodejs:dynamic/ncf:ActionCheck"])(
  "%s is the check",
  (type) => {
    expect(findResourceDefinition(type)).toBe(actionCheck);
  },
);
