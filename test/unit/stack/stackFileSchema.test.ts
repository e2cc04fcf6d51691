import { expect, test } from "vitest";
import { stackFileSchema } from "../../../src/stack/language/stackFileSchema.ts";

test("every key that an editor may offer has a description", () => {
  const bare: string[] = [];
  const walk = (schema: unknown, path: string): void => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [key, inner] of Object.entries(schema)) {
      if (key === "properties" && !path.endsWith("/properties")) {
        for (const [name, property] of Object.entries(inner as object)) {
          if (!("description" in property)) bare.push(`${path}/${name}`);
          walk(property, `${path}/${name}`);
        }
      } else walk(inner, `${path}/${key}`);
    }
  };
  walk(stackFileSchema(), "");
  expect(bare).toEqual([]);
});

test("the schema is plain JSON", () => {
  expect(JSON.parse(JSON.stringify(stackFileSchema()))).toEqual(stackFileSchema());
});
