import { readdirSync, readFileSync } from "node:fs";
import { formatDiagnostic, formatDiagnosticGithub } from "../../../src/diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { printable } from "../../../src/diagnostics/safeText.ts";
import { inputIssues } from "../../../src/check/inputIssues.ts";
import { errorCatalogue } from "../../../src/model/errorCatalogue.ts";
import { parseStackFile } from "../../../src/stack/parse/parseStackFile.ts";
import { checkStackFile } from "../../../src/stack/run/checkStackFile.ts";
import type { FuzzTarget, Problem } from "../FuzzTarget.ts";
import { shown } from "../FuzzTarget.ts";
import { mutateText } from "../mutate.ts";

const words = [
  "${",
  "}",
  "$$",
  "$${",
  "${a.b[0]}",
  "${pulumi.stack}",
  "${previous.params.a}",
  '${a["b"]}',
  "fn::join: ",
  "fn::secret: ",
  "fn::toJSON:",
  "fn::readFile: ./x",
  "fn::select: [0, [a]]",
  "fn::split",
  "each: ",
  "{ $ref: a.json }",
  "type: ncf:ActionInvocation",
  "type: ncf:ActionCheck",
  "type: command:local:Command",
  "properties:",
  "options:",
  "dependsOn: [${a}]",
  "params:",
  "paramsSchema:",
  "onDelete:",
  "triggers: [",
  "timeout: 5s",
  "secret: true",
  "default: ",
  "value: ",
  "&a ",
  "*a",
  "<<: *a",
  "!!binary ",
  "!!int ",
  "? ",
  "- ",
  ": ",
  "|\n  ",
  ">-\n  ",
  "---\n",
  "...\n",
  "%YAML 1.1\n",
  "# ",
  '"',
  "'",
  "[",
  "]",
  "{",
  "}",
  ",",
  "\n",
  "\n  ",
  "\n    ",
  "__proto__",
  "toString",
  "constructor",
  "0x1F",
  "1e999",
  "0123",
  "12345678901234567890",
  ".nan",
  "~",
  "null",
  "true",
  "yes",
  "12:30:00",
  "2026-01-01",
];

/** Stack files: valid ones and ones with mistakes, changed at random. */
export const stackText: FuzzTarget = {
  name: "stack files",
  law: "checked without a crash; every diagnostic has its place in the text, a message and a hint, and prints",
  open: async () => {
    const files = readFiles(["test/corpus/good", "test/corpus/bad", "stacks"]);
    const texts = [...files].filter(([path]) => /\.ya?ml$/.test(path));
    return {
      run(random): Problem {
        const [path, text] = random.pick(texts);
        const changed = mutateText(text, random, words, random.pick(texts)[1]);
        const file = parseStackFile(changed, path);
        const check = checkStackFile(file, {
          readText: (one) => files.get(one),
          checkInputs: (inputs, resource) => inputIssues(inputs, resource, {}),
        });
        const problems = [...check.diagnostics, ...file.warnings].flatMap((one) => wrongWith(one, changed));
        if (check.diagnostics.length === 0 && check.checked === undefined)
          problems.push("neither a plan nor a diagnostic");
        return problems.length === 0 ? undefined : `${problems[0]} in ${shown(changed)}`;
      },
    };
  },
};

function wrongWith(diagnostic: Diagnostic, text: string): readonly string[] {
  const { code, message, hint, range, severity } = diagnostic;
  const { start, end } = range;
  const problems: string[] = [];
  if (start.offset > end.offset || start.offset < 0 || end.offset > text.length) {
    problems.push(`${code} lies at ${start.offset}-${end.offset} of ${text.length}`);
  }
  if (code === "NCF_BUG" || (severity === undefined && errorCatalogue[code].exitCode !== 2))
    problems.push(`it gave ${code}`);
  if (message === "" || hint === "" || /\[object |undefined is|\bNaN\b.*NaN/.test(message))
    problems.push(`${code} says ${shown(message)}`);
  // As the terminal writes both forms.
  const printed =
    printable(formatDiagnostic(diagnostic, text)) + printable(formatDiagnosticGithub(diagnostic).slice(2));
  // eslint-disable-next-line no-control-regex
  if (/[\0-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(printed)) {
    problems.push(`${code} prints a control character: ${shown(printed)}`);
  }
  return problems;
}

function readFiles(folders: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = `${entry.parentPath}/${entry.name}`;
      if (entry.isFile()) files.set(path, readFileSync(path, "utf8"));
    }
  }
  return files;
}
