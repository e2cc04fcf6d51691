import { describe, expect, test } from "vitest";
import { generationKey, parseGenerationKey } from "../../../../src/model/resourceKey.ts";
import { hookKey, momentOf } from "../../../../src/pulumi/hooks/hookKey.ts";

const place = { urn: "", id: "", name: "", type: "" };
const some = { a: 1 };

describe("the moment of a hook", () => {
  // Source: the table of ResourceHookArgs in resource.d.ts, @pulumi/pulumi 3.270.0
  test.each([
    ["beforeCreate", { newInputs: some }],
    ["afterCreate", { newInputs: some, newOutputs: some }],
    ["beforeUpdate", { newInputs: some, oldInputs: some, oldOutputs: some }],
    ["afterUpdate", { newInputs: some, oldInputs: some, newOutputs: some, oldOutputs: some }],
    ["delete", { oldInputs: some, oldOutputs: some }],
  ])("is %s where it has these properties", (moment, properties) => {
    expect(momentOf({ ...place, ...properties })).toBe(moment);
  });
});

describe("the key of a hook's step", () => {
  const urn = "urn:pulumi:dev::shop::my:index:Site$aws:s3/bucket:Bucket::site";
  const step = { urn, hook: "warm", moment: "afterCreate" } as const;

  test("holds the resource with its type, the hook and the moment", () => {
    expect(hookKey(step)).toEqual({
      project: "shop",
      stack: "dev",
      parent: "my:index:Site$aws:s3/bucket:Bucket",
      name: "site:warm:afterCreate",
    });
  });

  test("differs for another type, hook, moment and instance, and can be read back", () => {
    const keys = [
      step,
      { ...step, urn: urn.replace("Bucket::", "BucketV2::") },
      { ...step, hook: "warn" },
      { ...step, moment: "afterUpdate" } as const,
      { ...step, id: "arn:aws:s3:::site/$1 é" },
    ].map((one) => generationKey({ ...hookKey(one), generation: 1 }));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.map((key) => parseGenerationKey(key)?.name)).toContain(
      "site:warm:afterCreate:arn:aws:s3:::site/$1 é",
    );
  });
});
