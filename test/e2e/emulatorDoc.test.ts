import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openNcfFolder } from "../support/openNcfFolder.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

it("the test that docs/emulator.md shows passes in a project that ncf init wrote", async () => {
  const place = await openNcfFolder("");
  onTestFinished(() => place.close());
  // Its own emulator is what leads the test to its endpoint, keys, journal and backend.
  const env = {
    NCLOUD_ACCESS_KEY: undefined,
    NCLOUD_SECRET_KEY: undefined,
    PULUMI_CONFIG_PASSPHRASE: undefined,
    NCF_JOURNAL: undefined,
    VITEST: undefined,
  };
  expect(await place.run("ncf init project", env)).toMatchObject({ code: 0 });
  const project = join(place.folder, "project");
  const modules = join(project, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  symlinkSync(repository, join(modules, "pulumi-ncloud-functions"));
  symlinkSync(join(repository, "node_modules/vitest"), join(modules, "vitest"));
  symlinkSync(join(place.folder, "bin/ncf"), join(modules, ".bin/ncf"));

  const page = readFileSync(join(repository, "docs/emulator.md"), "utf8");
  const [, example = ""] = /^```ts\n(import [\s\S]*?from "vitest";[\s\S]*?)^```$/m.exec(page) ?? [];
  writeFileSync(join(project, "orders.test.ts"), example);
  const end = await place.run(`sh -c 'cd project && node node_modules/vitest/vitest.mjs run'`, env);
  expect(end.stdout + end.stderr).toMatch(/Tests .*1 passed/);
  expect(end.code).toBe(0);
});
