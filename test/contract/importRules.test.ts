import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../../src", import.meta.url));

/** A module may import from itself and from modules in the lines above its own. */
const lines: readonly (readonly string[])[] = [
  ["model", "packageVersion.ts"],
  ["ports", "diagnostics"],
  ["schema", "signing"],
  ["client", "stack"],
  ["journal"],
  ["invocation"],
  ["resource"],
  ["check", "tracing"],
  ["runtime.ts"],
  ["pulumi"],
  ["engine"],
  ["cli"],
];
/** Both sides of the wire are written independently of each other. */
const emulatorMayImport = new Set(["emulator", "model", "ports", "diagnostics", "signing"]);

/** Where packages and built-in modules may be imported. One that is not listed needs a place first. */
const onlyThere: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^@pulumi\/|^@grpc\/|^google-protobuf/, ["pulumi/", "engine/"]],
  [/^yaml$/, ["stack/", "engine/", "journal/backend.ts"]],
  [/^@aws-sdk\//, ["journal/stores/", "ports/nodeS3Sdk.ts"]],
  [/^ajv(-formats)?(\/|$)|^re2js$/, ["schema/"]],
  [/^@opentelemetry\//, ["tracing/"]],
  [/^undici$/, ["client/undiciTransport.ts"]],
  [/^@dagrejs\/dagre$/, ["cli/report/"]],
  [/^ini$/, ["signing/"]],
  [/^(listr2|picocolors|commander)$/, ["cli/"]],
  [/^node:crypto$/, ["signing/", "journal/", "invocation/", "emulator/", "engine/", "cli/report/"]],
  [/^node:(http|net)$/, ["emulator/"]],
  [/^node:child_process$/, ["ports/node", "emulator/containers/", "engine/", "cli/"]],
  [
    /^node:module$/,
    ["packageVersion.ts", "schema/loadAjv.ts", "client/loadUndici.ts", "pulumi/", "engine/", "cli/"],
  ],
  [/^node:(tty|readline\/promises)$/, ["engine/", "cli/"]],
  [/^node:zlib$/, ["journal/"]],
  [/^node:fs(\/promises)?$/, ["ports/", "emulator/", "engine/", "cli/"]],
  [/^node:(os|timers\/promises)$/, ["ports/", "emulator/testEnvironment.ts", "engine/", "cli/"]],
  [/^node:(path|url|util|stream(\/promises)?|buffer|events)$/, [""]],
];

/** Files that may use the process, the clock and randomness themselves: adapters, entry points, and what runs in a user's program. */
const outsideWorld =
  /^(ports\/node\w+|client\/undiciTransport|pulumi\/(dynamicInputs|program|serializedProvider|stackProgram)|emulator\/containers\/(containerProgram|startProcess)|(engine|cli)\/.*|.*\/main)\.ts$/;

interface SourceFile {
  /** Path below `src`: `model/json.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { readonly from: string; readonly isTypeOnly: boolean }[];
}

const files: readonly SourceFile[] = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => {
    const text = readFileSync(join(src, path), "utf8");
    return { path, text, imports: importsOf(text) };
  });

function importsOf(text: string): SourceFile["imports"] {
  const found: { from: string; isTypeOnly: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined
    ) {
      const isTypeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      found.push({ from: (node.moduleSpecifier as ts.StringLiteral).text, isTypeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.push({ from: node.arguments[0]?.getText().slice(1, -1) ?? "", isTypeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true));
  return found;
}

function moduleOf(path: string): string {
  return path.split("/")[0] as string;
}

function mayImport(module: string, other: string): boolean {
  if (module === "emulator") return emulatorMayImport.has(other);
  if (other === "emulator") return module === "cli";
  const at = lines.findIndex((line) => line.includes(module));
  return module === other || lines.slice(0, at).some((line) => line.includes(other));
}

describe("imports", () => {
  const among = files.flatMap(({ path, imports }) => imports.map((one) => ({ path, ...one })));

  test("go from module to module in one direction", () => {
    const wrong = among.filter(({ path, from }) => {
      if (!from.startsWith(".") || path === "index.ts") return false;
      const target = relative(src, resolve(src, path, "..", from));
      return !mayImport(moduleOf(path), moduleOf(target));
    });
    expect(wrong).toEqual([]);
    expect(among.length).toBeGreaterThan(200);
  });

  test("go from language to parse to check to run inside stack", () => {
    const order = ["language", "parse", "check", "run"];
    const wrong = among.filter(({ path, from }) => {
      const target = relative(src, resolve(src, path, "..", from));
      if (![path, target].every((one) => one.startsWith("stack/"))) return false;
      const [importer, imported] = [path, target].map((one) => order.indexOf(one.split("/")[1] as string));
      return (imported as number) > (importer as number);
    });
    expect(wrong).toEqual([]);
  });

  test("touch packages and built-in modules only in their places", () => {
    const wrong = among.filter(({ path, from, isTypeOnly }) => {
      if (from.startsWith(".") || isTypeOnly) return false;
      const places = onlyThere.find(([pattern]) => pattern.test(from))?.[1] ?? [];
      return !places.some((place) => path.startsWith(place));
    });
    expect(wrong).toEqual([]);
  });

  test("name files with their .ts", () => {
    expect(among.filter(({ from }) => from.startsWith(".") && !/^\.\.?\/.*\.ts$/.test(from))).toEqual([]);
  });

  test("every module has its line", () => {
    const known = new Set([...lines.flat(), "emulator", "index.ts"]);
    expect(files.map(({ path }) => moduleOf(path)).filter((module) => !known.has(module))).toEqual([]);
  });
});

describe("a source file", () => {
  test("looks at the process, the clock and chance only through ports", () => {
    const wrong = files.filter(
      ({ path, text }) =>
        !outsideWorld.test(path) &&
        /\b(process\.|Date\.now|Math\.random|performance\.now|new Date\(\))/.test(code(text)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test("is seldom longer than 250 lines, and never than 320", () => {
    const longerThan = (most: number) =>
      files.filter(({ text }) => text.split("\n").length - 1 > most).map(({ path }) => path);
    expect(longerThan(250).length).toBeLessThanOrEqual(files.length / 20);
    expect(longerThan(320)).toEqual([]);
  });

  test("has no default export and no export of everything", () => {
    const wrong = files.filter(({ text }) => /^export (default|\*)/m.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test("contains no miscellaneous modules", () => {
    const wrong = files.filter(({ path }) =>
      /(^|\/)(utils?|helpers?|common|types|misc)(\.ts|\/)/i.test(path),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

/** A source without its comments. */
function code(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}
