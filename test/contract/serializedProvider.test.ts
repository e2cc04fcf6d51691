import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

test("what Pulumi keeps of the provider stays the same, byte for byte, and is shorter than 450 bytes", () => {
  // A change of this text is a change of every resource in every stack there is.
  expect(serializedProvider).toBe(
    'const p="pulumi-ncloud-functions";exports.handler=()=>Object.fromEntries(["configure","check","diff","create","read","update","delete"].map(n=>[n,async(...a)=>(await import(p+"/provider").catch(e=>{throw e.message.includes(`\'${p}\'`)?Object.assign(Error(`NCF_PACKAGE_MISSING: ${p} cannot be loaded from ${process.cwd()}\\n  hint: add ${p} to the dependencies of its package.json`),{name:"",stack:""}):e})).provider[n](...a)]))',
  );
  expect(Buffer.byteLength(serializedProvider)).toBeLessThan(450);
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

describe("a project that cannot load the package", () => {
  const inputs = { actionName: "echo", params: {} };

  /** Makes a project with one dependency, linked as pnpm does it. */
  function makeProject(dependency: string): { readonly project: string; readonly linked: string } {
    const [project, linked] = [join(folder, "app"), join(folder, dependency)];
    mkdirSync(join(project, "node_modules"), { recursive: true });
    mkdirSync(linked);
    symlinkSync(linked, join(project, "node_modules", dependency));
    return { project, linked };
  }

  test("because only a library of its workspace depends on it, is told where to add it", async () => {
    const { project, linked } = makeProject("library");
    mkdirSync(join(linked, "node_modules"));
    symlinkSync(repository, join(linked, "node_modules", "pulumi-ncloud-functions"));
    const provider = await ProviderProcess.start({ folder: project });
    try {
      const message = `NCF_PACKAGE_MISSING: pulumi-ncloud-functions cannot be loaded from ${realpathSync(project)}
  hint: add pulumi-ncloud-functions to the dependencies of its package.json`;
      for (const step of [provider.check(inputs), provider.create(inputs)]) {
        await expect(step).rejects.toMatchObject({ message });
      }
      expect(provider.output.stderr.trim()).toBe(`${message}:`);
    } finally {
      await provider.close();
    }
  });

  test("because the installed package is broken, is told what is broken", async () => {
    const { project, linked } = makeProject("pulumi-ncloud-functions");
    const manifest = {
      name: "pulumi-ncloud-functions",
      type: "module",
      exports: { "./provider": "./index.js" },
    };
    writeFileSync(join(linked, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(linked, "index.js"), 'import "pulumi-ncloud-functions-part";');
    const provider = await ProviderProcess.start({ folder: project });
    try {
      await expect(provider.check(inputs)).rejects.toThrow(
        "Cannot find package 'pulumi-ncloud-functions-part'",
      );
    } finally {
      await provider.close();
    }
  });
});
