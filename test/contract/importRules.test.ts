import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../../src", import.meta.url));

/** A room may import from itself and from rooms in the lines above its own. */
const lines: readonly (readonly string[])[] = [
  ["model"],
  ["ports"],
  ["diagnostics"],
  ["schema", "signing"],
  ["stack"],
  ["client"],
  ["invocation"],
  ["pulumi"],
  ["runner"],
  ["cli"],
];
/** Both sides of the wire are written independently of each other. */
const emulatorMayImport = new Set(["emulator", "model", "ports", "diagnostics", "signing"]);

/** Which packages and built-in modules may be touched only where. What is not named here needs a place first. */
const onlyThere: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^@pulumi\//, ["pulumi/", "runner/"]],
  [/^yaml$/, ["stack/", "runner/readStackSettings.ts"]],
  [/^ajv(-formats)?(\/|$)/, ["schema/"]],
  [/^undici$/, ["client/undiciTransport.ts"]],
  [/^ini$/, ["signing/"]],
  [/^(listr2|picocolors|commander|cli-table3)$/, ["cli/"]],
  [/^node:crypto$/, ["signing/", "invocation/", "emulator/"]],
  [/^node:(http|net|worker_threads)$/, ["emulator/"]],
  [/^node:child_process$/, ["ports/realProcessTable.ts", "runner/", "cli/"]],
  [/^node:(tty|module|readline\/promises)$/, ["runner/", "cli/"]],
  [/^node:zlib$/, ["invocation/journal/"]],
  [/^node:fs(\/promises)?$/, ["ports/", "emulator/", "runner/", "cli/"]],
  [/^node:(os|timers\/promises)$/, ["ports/", "runner/", "cli/"]],
  [/^node:(path|url|util|stream|buffer)$/, [""]],
];

/** Who may look at the process, the clock and chance themselves: adapters, entry points, and what runs in a program of the user's. */
const outsideWorld =
  /^(ports\/real\w+|pulumi\/(ActionInvocation|program|stackProgram)|emulator\/workers\/workerProgram|(runner|cli)\/.*|.*\/main)\.ts$/;

interface SourceFile {
  /** Path below `src`: `model/Json.ts`. */
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

function roomOf(path: string): string {
  return path.split("/")[0] as string;
}

function mayImport(room: string, other: string): boolean {
  if (room === "emulator") return emulatorMayImport.has(other);
  if (other === "emulator") return room === "cli";
  const at = lines.findIndex((line) => line.includes(room));
  return room === other || lines.slice(0, at).some((line) => line.includes(other));
}

describe("imports", () => {
  const among = files.flatMap(({ path, imports }) => imports.map((one) => ({ path, ...one })));

  test("go from room to room in one direction", () => {
    const wrong = among.filter(({ path, from }) => {
      if (!from.startsWith(".") || path === "index.ts") return false;
      const target = relative(src, resolve(src, path, "..", from));
      return !mayImport(roomOf(path), roomOf(target));
    });
    expect(wrong).toEqual([]);
    expect(among.length).toBeGreaterThan(200);
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

  test("every room has its line", () => {
    const known = new Set([...lines.flat(), "emulator", "index.ts"]);
    expect(files.map(({ path }) => roomOf(path)).filter((room) => !known.has(room))).toEqual([]);
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

  test("has at most 250 lines", () => {
    const tooLong = files.filter(({ text }) => text.split("\n").length - 1 > 250);
    expect(tooLong.map(({ path }) => path)).toEqual([]);
  });

  test("has no default export and no export of everything", () => {
    const wrong = files.filter(({ text }) => /^export (default|\*)/m.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test("is no place for odds and ends", () => {
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
