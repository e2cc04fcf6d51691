import { describe, expect, it } from "vitest";
import { secretsAt } from "../../../src/resource/redactor.ts";

describe("textsAt", () => {
  const params = { dsn: "postgres", nested: { "a/b": ["one", { two: "two" }], other: "kept" }, number: 1 };

  it("gives the texts at and below the places that are named, and no others", () => {
    expect(secretsAt(params, ["/dsn"])).toEqual(["postgres"]);
    expect(secretsAt(params, ["/nested/a~1b"])).toEqual(["one", "two"]);
    expect(secretsAt(params, ["/nested"])).toEqual(["one", "two", "kept"]);
    expect(secretsAt(params, [""])).toEqual(["postgres", "one", "two", "kept"]);
  });

  it("gives nothing for places that only begin alike, are missing, or hold no text", () => {
    expect(secretsAt({ ab: "x" }, ["/a"])).toEqual([]);
    expect(secretsAt(params, ["/missing", "/number"])).toEqual([]);
    expect(secretsAt(undefined, [""])).toEqual([]);
  });
});
