import { expect, test } from "vitest";
import { checkLoaded } from "../../../../src/cli/stack/loadStackFile.ts";
import { nodeEnginePorts } from "../../../../src/engine/install/nodeEnginePorts.ts";
import { nodePorts } from "../../../../src/ports/nodePorts.ts";
import { parseStackFile } from "../../../../src/stack/parse/parseStackFile.ts";

const text = "name: p\nresources:\n  one: { type: ncf:ActionInvocation, properties: { actionName: a } }\n";
const path = "/p/stack.yaml";
const loaded = { path, shownPath: "stack.yaml", file: parseStackFile(text, path) };

const ports = { ...nodePorts(), ...nodeEnginePorts() };

test("a file without mistakes is returned with its plan", () => {
  const settings = { "ncf:region": "SGN", "ncf:callsInFlight": "20" };
  const { plan } = checkLoaded(loaded, { cwd: "/p", ports }, { settings });
  expect(plan.steps.map(({ name }) => name)).toEqual(["one"]);
});

test.each([
  [{ "ncf:region": "MOON" }, '"MOON"'],
  [{ "ncf:callsInFlight": "many" }, "ncf:callsInFlight"],
])("a stack's config is checked with its file: %o", (settings, says) => {
  const check = (): unknown => checkLoaded(loaded, { cwd: "/p", ports }, { settings });
  expect(check).toThrow(
    expect.objectContaining({
      name: "InvalidStackFile",
      text,
      diagnostics: [expect.objectContaining({ file: "stack.yaml", message: expect.stringContaining(says) })],
    }),
  );
});
