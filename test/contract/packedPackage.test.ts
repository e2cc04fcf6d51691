import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly typesVersions: Readonly<Record<"*", Readonly<Record<string, readonly string[]>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read("package.json")) as Manifest;
let files: readonly string[] = [];

beforeAll(() => {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed] = JSON.parse(output) as [{ readonly files: readonly { readonly path: string }[] }];
  files = packed.files.map(({ path }) => path);
});

/** Specifiers of the packages that a file imports, without their subpaths. */
function importedPackages(path: string): readonly string[] {
  const specifiers = read(path).matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*"([^"\s]+)"/g);
  return [...specifiers]
    .map(([, specifier = ""]) => specifier)
    .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
    .map((specifier) =>
      specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/"),
    );
}

describe("the packed package", () => {
  test("holds the compiled sources with their types, the executables, the documentation, the schemas, the manifest, README, license and changelog, and nothing else", () => {
    const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
    const shipped = files.filter((path) => path.startsWith("docs/"));
    expect(shipped.sort()).toEqual(
      pages
        .filter((path) => /\.\w+$/.test(path))
        .map((path) => `docs/${path}`)
        .sort(),
    );
    const others = files.filter((path) => !/^(?:dist|docs)\//.test(path));
    expect(others.sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "bin/package.json",
      "bin/pulumi-resource-ncf",
      "package.json",
      "schemas/events.schema.json",
      "schemas/stack.schema.json",
    ]);
    const withoutSource = files
      .filter((path) => path.startsWith("dist/"))
      .filter(
        (path) => !existsSync(join(root, path.replace(/^dist/, "src").replace(/(\.d)?\.[jt]s$/, ".ts"))),
      );
    expect(withoutSource).toEqual([]);
    const modules = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".ts"),
    );
    const packed = new Set(files);
    const missing = modules
      .flatMap((path) => [".js", ".d.ts"].map((ending) => `dist/${path.slice(0, -".ts".length)}${ending}`))
      .filter((path) => !packed.has(path));
    expect(missing).toEqual([]);
    expect(files).toHaveLength(others.length + shipped.length + 2 * modules.length);
  });

  test("refers to no source map", () => {
    const modules = files.filter((path) => path.endsWith(".js") || path.endsWith(".d.ts"));
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.filter((path) => read(path).includes("sourceMappingURL"))).toEqual([]);
  });

  test("describes itself", () => {
    expect(manifest).toMatchObject({
      name: "pulumi-ncloud-functions",
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      description: expect.any(String),
      keywords: expect.arrayContaining(["pulumi", "cloud-functions"]),
      license: "Apache-2.0",
      author: expect.any(String),
      engines: { node: ">=20.19" },
    });
  });

  test("holds everything that its entry points name", () => {
    const { main, types, bin, exports, typesVersions } = manifest;
    const targets = Object.values(exports).flatMap((entry) =>
      typeof entry === "string" ? [entry] : [entry.types, entry.default],
    );
    const named = [
      main,
      types,
      ...Object.values(bin),
      ...Object.values(typesVersions["*"]).flat(),
      ...targets,
    ];
    const missing = named.filter((path) => !files.includes(path.replace(/^\.\//, "")));
    expect(missing).toEqual([]);
  });

  test("offers each subpath also to projects with moduleResolution node", () => {
    const subpaths = Object.entries(manifest.exports).flatMap(([subpath, entry]) =>
      typeof entry === "string" || subpath === "."
        ? []
        : [[subpath.replace(/^\.\//, ""), [entry.types.replace(/^\.\//, "")]]],
    );
    expect(manifest.typesVersions["*"]).toEqual(Object.fromEntries(subpaths));
  });

  test("starts its executables with Node", () => {
    for (const path of Object.values(manifest.bin)) expect(read(path)).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test("depends on every package that it imports, and on no other", () => {
    const declared = new Set(
      [manifest.dependencies, manifest.peerDependencies, manifest.optionalDependencies ?? {}].flatMap(
        Object.keys,
      ),
    );
    const modules = files.filter((path) => path.endsWith(".js"));
    const imported = new Set(modules.flatMap(importedPackages));
    const own = new Set(["pulumi-ncloud-functions", ...builtinModules]);
    expect([...imported].filter((name) => !declared.has(name) && !own.has(name))).toEqual([]);
    expect([...declared].filter((name) => !imported.has(name))).toEqual([]);
  });
});
