import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The folder of the repository. */
export const repository: string = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A program of files that exist only in memory, at the root of the repository, where this package's own name leads to its `dist`,
 * as it does for who has installed it.
 */
export function typeScriptProgram(sources: Readonly<Record<string, string>>): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const inMemory = new Map(Object.entries(sources).map(([name, text]) => [join(repository, name), text]));
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => inMemory.has(path) || fileExists(path);
  host.readFile = (path) => inMemory.get(path) ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...more) => {
    const text = inMemory.get(path);
    return text === undefined
      ? getSourceFile(path, languageVersion, ...more)
      : ts.createSourceFile(path, text, languageVersion);
  };
  return ts.createProgram([...inMemory.keys()], options, host);
}
