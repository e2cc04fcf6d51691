import { expect, test } from "vitest";
import { checkLoaded } from "../../../../src/cli/stack/checkLoaded.ts";
import { nodeEnginePorts } from "../../../../src/engine/install/nodeEnginePorts.ts";
import { nodePorts } from "../../../../src/ports/nodePorts.ts";
import { parseStackFile } from "../../../../src/stack/parse/parseStackFile.ts";

const text = "name: p\nresources:\n  one: { type: ncf:ActionInvocation, properties: { actionName: a } }\n";
const path = "/p/stack.yaml";
const loaded = { text, path, shownPath: "stack.yaml", file: parseStackFile(text, path) };

test.each([
  [{ "ncf:region": "SGN", "ncf:callsInFlight": "20" }, []],
  [{ "ncf:region": "MOON" }, [expect.stringContaining('"MOON"')]],
  [{ "ncf:callsInFlight": "many" }, [expect.stringContaining("ncf:callsInFlight")]],
])("a stack's config is checked with its file: %o", (settings, reasons) => {
  const ports = { ...nodePorts(), ...nodeEnginePorts() };
  const { diagnostics } = checkLoaded(loaded, { cwd: "/p", ports }, { settings });
  expect(diagnostics.map(({ message }) => message)).toEqual(reasons);
});
