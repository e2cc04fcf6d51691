import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderErrorCatalogue, renderEvents, renderPage } from "../../scripts/renderDocs.js";
import { eventDefinitions, eventFormat } from "../../src/cli/json/eventDefinitions.ts";
import { eventSchema } from "../../src/cli/json/eventSchema.ts";
import { actionCheck } from "../../src/model/actionCheck.ts";
import { actionInvocation } from "../../src/model/actionInvocation.ts";
import { errorCatalogue } from "../../src/model/errorCatalogue.ts";
import { providerConfig } from "../../src/model/providerConfig.ts";
import { functionEntries, unsupportedFunctions } from "../../src/stack/language/functions.ts";
import { optionFields, unsupportedOptions } from "../../src/stack/language/optionFields.ts";
import { stackFileSchema } from "../../src/stack/language/stackFileSchema.ts";
import { resourceTypes } from "../../src/stack/language/resourceTypes.ts";
import { resourceShape, stackFileShape } from "../../src/stack/language/stackFileShape.ts";

const sources = {
  actionInvocation,
  actionCheck,
  providerConfig,
  resourceTypes,
  stackFileShape,
  resourceShape,
  optionFields,
  unsupportedOptions,
  functionEntries,
  unsupportedFunctions,
};

function read(page: string): string {
  return readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
}

test("docs/errors.md is up to date; npm run docs writes it", () => {
  expect(read("docs/errors.md")).toBe(renderErrorCatalogue(errorCatalogue));
});

test("the page of events and the schemas in the package are up to date; npm run docs writes them", () => {
  expect(read("docs/json-events.md")).toBe(renderEvents(eventDefinitions, eventFormat));
  expect(JSON.parse(read("schemas/events.schema.json"))).toEqual(eventSchema());
  expect(JSON.parse(read("schemas/stack.schema.json"))).toEqual(stackFileSchema());
});

test.each([
  ["README.md", ["inputs", "outputs", "config"]],
  ["docs/checks.md", ["check-inputs", "check-outputs"]],
  [
    "docs/stack-file.md",
    [
      "stack-file-keys",
      "functions",
      "invocation-properties",
      "check-properties",
      "local-command-properties",
      "remote-command-properties",
      "options",
      "unsupported",
    ],
  ],
])("the generated sections of %s are up to date; npm run docs writes them", (page, names) => {
  const text = read(page);
  expect([...text.matchAll(/<!-- generated: ([\w-]+) -->/g)].map(([, name]) => name)).toEqual(names);
  expect(text).toBe(renderPage(text, sources));
});

test("a page that is out of date is noticed", () => {
  const page = "<!-- generated: functions -->\n\n| old |\n\n<!-- end -->\n";
  expect(renderPage(page, sources)).toContain("| `fn::secret` ");
  expect(() => renderPage("<!-- generated: nothing -->\n<!-- end -->\n", sources)).toThrow(
    /no source .* nothing/,
  );
});

test("a text that would break the table is escaped", () => {
  const page = renderErrorCatalogue({ NCF_X: { exitCode: 2, meaning: "a | b", hint: "write *_<" } });
  expect(page.split("\n").find((line) => line.includes("NCF_X"))).toMatch(
    /^\| `NCF_X` \| 2 +\| a \\\| b +\| write \\\*\\_\\< +\|$/,
  );
});

test("no message or page recommends pulumi import for a resource that cannot be imported so", () => {
  const reasons = [...Object.values(unsupportedOptions), ...Object.values(stackFileShape.unsupported ?? {})];
  expect(reasons.filter((reason) => reason.includes("pulumi import"))).toEqual([]);
});
