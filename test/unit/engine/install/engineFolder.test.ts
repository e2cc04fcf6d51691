import { expect, test } from "vitest";
import { engineFolder } from "../../../../src/engine/install/engineFolder.ts";

test.each([
  [{}, "/home/mina/.cache/ncf/engine"],
  [{ XDG_CACHE_HOME: "" }, "/home/mina/.cache/ncf/engine"],
  [{ XDG_CACHE_HOME: "/var/cache" }, "/var/cache/ncf/engine"],
])("with %j the engines lie in %s", (env, folder) => {
  expect(engineFolder({ env, homeDir: "/home/mina" })).toBe(folder);
});
