import { type Diagnostic, formatDiagnostic, formatDiagnosticGithub } from "../../diagnostics/diagnostic.ts";
import { indentRest } from "../../diagnostics/safeText.ts";
import type { MessageEvent } from "../../engine/stackEvents.ts";
import { toMaskedObject } from "../../model/shownJson.ts";
import type { ValueObject } from "../../model/value.ts";

/** Counts things: `1 call`, `2 calls`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Formats a duration: `0.3 s`, `75 s`. */
export function secondsText(ms: number): string {
  return `${ms < 10_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000)} s`;
}

/** Formats the diagnostics of one file: for people with an empty line after each, or as annotations of GitHub Actions. */
export function diagnosticsText(
  diagnostics: readonly Diagnostic[],
  text: string,
  format: "text" | "github",
): string {
  const written = diagnostics.map((one) =>
    format === "text" ? `${formatDiagnostic(one, text)}\n\n` : `${formatDiagnosticGithub(one)}\n`,
  );
  return written.join("");
}

/** Formats outputs as lines of text for people, secret parts as `[secret]`. */
export function valueLines(outputs: ValueObject): readonly string[] {
  return outputLines(toMaskedObject(outputs));
}

/** Formats outputs as lines: `name = value`; strings as they are, everything else as JSON. */
export function outputLines(shown: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(shown).map(
    ([name, value]) => `${name} = ${typeof value === "string" ? indentRest(value) : JSON.stringify(value)}`,
  );
}

/** Formats a message of the engine or of a provider, which may have several lines. */
export function messageLine({ name = "engine", message }: MessageEvent): string {
  return `${name}: ${indentRest(message)}`;
}
