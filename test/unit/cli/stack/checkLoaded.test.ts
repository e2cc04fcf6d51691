import { expect, test } from "vitest";
import { checkLoaded } from "../../../../src/cli/stack/loadStackFile.ts";
import { parseStackFile } from "../../../../src/stack/parse/parseStackFile.ts";

const text = "name: p\nresources:\n  one: { type: ncf:ActionInvocation, properties: { actionName: a } }\n";
const path = "/p/stack.yaml";
const loaded = {
  named: "stack.yaml",
  path,
  shownPath: "stack.yaml",
  file: parseStackFile(text, path),
  readText: () => undefined,
};
const terminal = { cwd: "/p", ports: { env: {} } };

test("a file without errors is returned with its plan", () => {
  const settings = { "ncf:region": "SGN", "ncf:callsInFlight": "20" };
  const { plan } = checkLoaded(loaded, terminal, { settings });
  expect(plan.steps.map(({ name }) => name)).toEqual(["one"]);
});

test.each([
  [{ "ncf:region": "MOON" }, '"MOON"'],
  [{ "ncf:callsInFlight": "many" }, "ncf:callsInFlight"],
])("a stack's config is checked with its file: %o", (settings, says) => {
  const check = (): unknown => checkLoaded(loaded, terminal, { settings });
  expect(check).toThrow(
    expect.objectContaining({
      name: "InvalidStackFile",
      text,
      diagnostics: [expect.objectContaining({ file: "stack.yaml", message: expect.stringContaining(says) })],
    }),
  );
});

test("a variable selects the address where neither the file nor the config does", () => {
  expect(() => checkLoaded(loaded, terminal, { env: { NCF_REGION: "MOON" } })).toThrow(
    expect.objectContaining({
      diagnostics: [expect.objectContaining({ message: expect.stringContaining('"MOON"') })],
    }),
  );
});
