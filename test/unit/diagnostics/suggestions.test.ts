import { describe, expect, it } from "vitest";

import { nearest } from "../../../src/diagnostics/suggestions.ts";

describe("nearest", () => {
  it("finds the candidate with the fewest letters changed", () => {
    expect(nearest("propertes", ["property", "properties", "type"])).toBe("properties");
    expect(nearest("Name", ["size", "name"])).toBe("name");
  });

  it("finds none when every candidate is another word", () => {
    expect(nearest("colour", ["size", "name"])).toBeUndefined();
    expect(nearest("c", ["a"])).toBeUndefined();
    expect(nearest("a", [])).toBeUndefined();
  });
});
