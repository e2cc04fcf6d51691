import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorCatalogue } from "../../src/model/errorCatalogue.ts";
import { renderErrorCatalogue } from "../../src/diagnostics/renderErrorCatalogue.ts";

test("docs/errors.md is what the catalogue says; npm run docs writes it anew", () => {
  const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  expect(page).toBe(renderErrorCatalogue(errorCatalogue));
});

test("a text that would break the table is escaped", () => {
  const page = renderErrorCatalogue({ NCF_X: { exitCode: 2, meaning: "a | b", hint: "write *_<" } });
  expect(page.split("\n").find((line) => line.includes("NCF_X"))).toMatch(
    /^\| `NCF_X` \| 2 +\| a \\\| b +\| write \\\*\\_\\< +\|$/,
  );
});
