import { expect, test } from "vitest";
import { toolFolder } from "../../../../src/engine/install/toolFolder.ts";
import { engineTool, yamlHostTool } from "../../../../src/engine/install/tools.ts";

test.each([
  [{}, "/home/mina/.cache/ncf/engine"],
  [{ XDG_CACHE_HOME: "" }, "/home/mina/.cache/ncf/engine"],
  [{ XDG_CACHE_HOME: "/var/cache" }, "/var/cache/ncf/engine"],
])("with %j engines are cached in %s", (env, folder) => {
  expect(toolFolder(engineTool, { env, homeDir: "/home/mina" })).toBe(folder);
});

test("each tool has a cache of its own", () => {
  expect(toolFolder(yamlHostTool, { env: {}, homeDir: "/home/mina" })).toBe(
    "/home/mina/.cache/ncf/yaml-host",
  );
});
