import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { repository, typeScriptProgram } from "../support/typeScriptProgram.ts";

const { exports } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  exports: Record<string, string | { types: string; default: string }>;
};

test.each([
  ["dist/index.js", ["ActionCheck", "ActionInvocation", "NcfError", "actionHook", "invokeAfter"]],
  ["dist/pulumi/provider.js", ["provider"]],
  ["dist/emulator/index.js", ["startEmulator", "throttle"]],
])("%s exports these values and no other", async (path, names) => {
  const values = (await import(join(repository, path))) as object;
  expect(Object.keys(values).toSorted()).toEqual(names);
});

test("the package exports these ways in and no other", () => {
  const ways = Object.values(exports).map((one) => (typeof one === "string" ? one : one.default));
  expect(ways).toEqual([
    "./dist/index.js",
    "./dist/pulumi/provider.js",
    "./dist/pulumi/program.js",
    "./dist/emulator/index.js",
    "./schemas/events.schema.json",
    "./schemas/stack.schema.json",
    "./package.json",
  ]);
});

test("the types of the package are those that were last agreed to", async () => {
  const program = typeScriptProgram({ "api.mts": 'export * from "pulumi-ncloud-functions";' });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(join(repository, "api.mts")) as ts.SourceFile;
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(file) as ts.Symbol);
  const printer = ts.createPrinter({ removeComments: true });
  const declarations = symbols.flatMap((symbol) => {
    const { declarations: own = [] } =
      (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
    return own.map((one) => {
      const source = one.getSourceFile();
      return `// ${relative(repository, source.fileName)}\n${printer.printNode(ts.EmitHint.Unspecified, one, source)}\n`;
    });
  });
  await expect(declarations.toSorted().join("\n")).toMatchFileSnapshot("publicApi.snapshot.txt");
});
