import { escapeControls } from "../../diagnostics/safeText.ts";

/** Text that is HTML, SVG or XML already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Part of a template: markup as it is, everything else as text. Absent parts leave nothing. */
export type Part = Markup | string | number | undefined | readonly Part[];

/**
 * Makes markup from a template. Every string in it is escaped for a text or a quoted attribute, so that foreign text cannot become markup;
 * control characters and directional marks are shown as `\u202e`.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0] as string;
  for (const [at, part] of parts.entries()) text += textOf(part) + (strings[at + 1] as string);
  return new Markup(text);
}

function textOf(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return escapeMarkup(part);
  return part.map(textOf).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Returns foreign text that is only text in HTML, SVG and XML, in an attribute too. */
function escapeMarkup(text: string): string {
  return (
    escapeControls(text)
      // Half a surrogate pair and two more code points are not characters of XML.
      .replace(
        /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g,
        "\ufffd",
      )
      .replace(/[&<>"']/g, (mark) => entities[mark] as string)
  );
}
