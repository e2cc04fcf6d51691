import { describe, expect, it } from "vitest";
import { textsAt } from "../../../src/pulumi/textsAt.ts";

describe("textsAt", () => {
  const params = { dsn: "postgres", nested: { "a/b": ["one", { two: "two" }], other: "kept" }, number: 1 };

  it("gives the texts at and below the places that are named, and no others", () => {
    expect(textsAt(params, ["/dsn"])).toEqual(["postgres"]);
    expect(textsAt(params, ["/nested/a~1b"])).toEqual(["one", "two"]);
    expect(textsAt(params, ["/nested"])).toEqual(["one", "two", "kept"]);
    expect(textsAt(params, [""])).toEqual(["postgres", "one", "two", "kept"]);
  });

  it("gives nothing for places that only begin alike, are missing, or hold no text", () => {
    expect(textsAt({ ab: "x" }, ["/a"])).toEqual([]);
    expect(textsAt(params, ["/missing", "/number"])).toEqual([]);
    expect(textsAt(undefined, [""])).toEqual([]);
  });
});
