import { NcfError } from "../../diagnostics/ncfError.ts";
import { plainText } from "../../diagnostics/safeText.ts";

const stepPattern = /\.?(?<name>[^.[\]"\s]+)|\[(?<index>\d+)\]|\[(?<quoted>"(?:[^"\\]|\\.)*")\]/y;

/**
 * Parses the path of an output: `db.hosts[0]["a.b"]` becomes `["db", "hosts", "0", "a.b"]`.
 * @throws NcfError NCF_USAGE
 */
export function parseOutputPath(text: string): readonly string[] {
  const steps: string[] = [];
  stepPattern.lastIndex = 0;
  while (stepPattern.lastIndex < text.length) {
    const found = stepPattern.exec(text);
    const { name, index, quoted } = found?.groups ?? {};
    const step = quoted === undefined ? (name ?? index) : readString(quoted);
    if (step === undefined || (steps.length === 0 && text.startsWith("."))) throw notAPath(text);
    steps.push(step);
  }
  if (steps.length === 0) throw notAPath(text);
  return steps;
}

function readString(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    // An escape that JSON does not have.
    return undefined;
  }
}

function notAPath(text: string): NcfError {
  return new NcfError("NCF_USAGE", {
    reason: `${plainText(text)} is not the name of an output`,
    hint: 'write tables, db.host, tables[0] or db["a.b"]',
  });
}
