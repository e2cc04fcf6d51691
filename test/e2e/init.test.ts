import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { freePort } from "../support/freePort.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";

let place: NcfFolder;
afterEach(() => place.close());

it("the three commands that ncf init names validate, emulate and run what it wrote", async () => {
  place = await openNcfFolder("");
  const env = {
    NCLOUD_ACCESS_KEY: undefined,
    NCLOUD_SECRET_KEY: undefined,
    PULUMI_CONFIG_PASSPHRASE: undefined,
    NCF_JOURNAL: undefined,
  };
  const created = await place.run("ncf init 'my shop'", env);
  expect(created).toMatchObject({ code: 0, stderr: "" });
  const [validate = "", emulate = "", up = ""] = [...created.stdout.matchAll(/^ {2}(ncf .*)$/gm)].map(
    ([, line]) => line,
  );
  expect(await place.run(validate, env)).toMatchObject({
    code: 0,
    stdout: "my shop/stack.yaml: no mistakes, 1 resource\n",
  });
  // The port of the project may be taken on a machine that runs other tests.
  const [, port = ""] = /--port (\d+)/.exec(emulate) ?? [];
  const free = String(await freePort());
  const settings = join(place.folder, "my shop/Pulumi.dev.yaml");
  writeFileSync(settings, readFileSync(settings, "utf8").replace(`127.0.0.1:${port}`, `127.0.0.1:${free}`));
  const emulator = place.start(emulate.replace(port, free), env);
  try {
    await emulator.said(`is emulated at http://127.0.0.1:${free}`);
    const end = await place.run(up, env);
    expect(end).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('tables = ["orders","customers"]'),
    });
    const again = await place.run(up, env);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("migrate: unchanged") });
    const wrong = await place.run(`${up} --config release=next`, env);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("NCF_PARAMS_INVALID") });
  } finally {
    emulator.child.kill("SIGINT");
    await emulator.end;
  }
});
