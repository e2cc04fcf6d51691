import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { serializedProvider } from "../../src/pulumi/serializedProvider.ts";
import { ProviderProcess } from "../support/ProviderProcess.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const ownPackage = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
};

let folder: string;
let emulator: Emulator;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ncf-upgrade-"));
  emulator = await startEmulator({
    actionsDir: join(repository, "test/support/actions"),
    credentials: dummyKeys,
  });
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a provider process in a project that has this package installed in some version. */
function startWithVersion(version: string): Promise<ProviderProcess> {
  const project = join(folder, version);
  const modules = join(project, "node_modules");
  const installed = join(modules, "pulumi-ncloud-functions");
  mkdirSync(installed, { recursive: true });
  cpSync(join(repository, "dist"), join(installed, "dist"), { recursive: true });
  writeFileSync(join(installed, "package.json"), JSON.stringify({ ...ownPackage, version }));
  for (const name of Object.keys(ownPackage.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(repository, "node_modules", name), join(modules, name));
  }
  return ProviderProcess.start({
    folder: project,
    config: { "ncf:endpoint": emulator.url },
    env: { NCLOUD_ACCESS_KEY: dummyKeys.accessKey, NCLOUD_SECRET_KEY: dummyKeys.secretKey },
  });
}

test("what Pulumi keeps of the provider stays the same, byte for byte, and is shorter than 300 bytes", () => {
  // A change of this text is a change of every resource in every stack there is.
  expect(serializedProvider).toBe(
    'exports.handler=()=>Object.fromEntries(["configure","check","diff","create","read","update","delete"].map(n=>[n,async(...a)=>(await import("pulumi-ncloud-functions/provider")).provider[n](...a)]))',
  );
  expect(Buffer.byteLength(serializedProvider)).toBeLessThan(300);
});

test("an upgrade of the package changes no state and calls nothing", async () => {
  const inputs = { actionName: "echo", params: { a: 1 }, triggers: ["t"] };
  const secret = { ...inputs, __step: { secretPointers: ["/params/a"] } };
  const before = await startWithVersion("1.0.0");
  const { id, outs } = await before.create(secret).finally(() => void before.close());
  expect(emulator.ledger.posts).toHaveLength(1);

  const after = await startWithVersion("2.0.0");
  try {
    const hidden = outs["__state"] as { readonly fingerprint: { readonly value: string } };
    // The engine keeps the marks of secrets to itself.
    const state = { ...hidden, fingerprint: hidden.fingerprint.value };
    const olds = { ...outs, result: { a: 1 }, __state: state };
    expect((await after.check(secret, secret)).inputs).toMatchObject(secret);
    expect(await after.diff(id, olds, secret)).toBe("none");
    expect(await after.read(id, olds)).toEqual({ id, props: outs });
    expect(emulator.ledger.posts).toHaveLength(1);
  } finally {
    await after.close();
  }
});
