// @ts-check
/**
 * Renders the parts of the documentation that are derived from the code: `docs/errors.md`, and the sections between
 * `<!-- generated: NAME -->` and `<!-- end -->` in other pages.
 */

/**
 * @typedef {import("../src/model/resourceDefinition.ts").FieldDefinition} FieldDefinition
 * @typedef {import("../src/model/resourceDefinition.ts").ResourceDefinition} ResourceDefinition
 * @typedef {import("../src/model/resourceDefinition.ts").ConfigKeyDefinition} ConfigKeyDefinition
 * @typedef {import("../src/stack/language/shape.ts").RecordShape} RecordShape
 * @typedef {import("../src/stack/language/shape.ts").Field} Field
 *
 * @typedef {object} Sources
 * @property {ResourceDefinition} actionInvocation
 * @property {ResourceDefinition} actionCheck
 * @property {Readonly<Record<string, ConfigKeyDefinition>>} providerConfig
 * @property {Readonly<Record<string, import("../src/stack/language/resourceTypes.ts").ResourceType>>} resourceTypes
 * @property {RecordShape} stackFileShape
 * @property {RecordShape} resourceShape
 * @property {Readonly<Record<string, Field>>} optionFields
 * @property {Readonly<Record<string, string>>} unsupportedOptions
 * @property {Readonly<Record<string, { readonly description: string }>>} functionEntries
 * @property {Readonly<Record<string, string>>} unsupportedFunctions
 */

const section = /(<!-- generated: (?<name>[\w-]+) -->\n)[^]*?(<!-- end -->)/g;

/**
 * Fills in the generated sections of a page.
 * @param {string} page
 * @param {Sources} sources
 * @throws {Error} for a section that no source is for
 * @returns {string}
 */
export function renderPage(page, sources) {
  return page.replaceAll(section, (_whole, begin, name, end) => {
    const render = renderers[name];
    if (render === undefined) throw new Error(`no source for the generated section ${name}`);
    return `${begin}\n${render(sources)}\n${end}`;
  });
}

/**
 * Renders the error catalogue as a page.
 * @param {Readonly<Record<string, import("../src/model/errorEntry.ts").ErrorEntry>>} catalogue
 * @returns {string}
 */
export function renderErrorCatalogue(catalogue) {
  const rows = Object.entries(catalogue).map(([code, { exitCode, meaning, hint }]) => [
    `\`${code}\``,
    `${exitCode}`,
    escapeText(meaning),
    escapeText(hint),
  ]);
  return `# Errors

Every message starts with a code from this table, names the subject, what failed and why, and ends with a hint. Where the message has a more specific hint, it
replaces the one below. A process ends with the exit code of its error, and with 0 when nothing failed.

\`npm run docs\` writes this page from \`src/model/errorCatalogue.ts\`.

${renderTable(["code", "exit code", "meaning", "hint"], rows)}`;
}

/**
 * Renders the events of `--json` as a page.
 * @param {Readonly<Record<string, import("../src/cli/json/eventDefinitions.ts").EventDefinition>>} definitions
 * @param {number} format
 * @returns {string}
 */
export function renderEvents(definitions, format) {
  const rows = Object.entries(definitions).map(([kind, { description, fields }]) => [
    inCode(kind),
    escapePipes(description),
    Object.entries(fields)
      .map(([name, { isOptional }]) => (isOptional ? `[${inCode(name)}]` : inCode(name)))
      .join(", "),
  ]);
  return `# Events of --json

With \`--json\`, \`ncf up\`, \`refresh\` and \`destroy\` print one event a line, and nothing else, on standard output. This is format ${format}: \`begin\`, the first line, and \`preview\` name it. The number grows when a kind
or a field is removed or means something else. Kinds and fields can be added without that, so a reader ignores those that it does not know.

\`schemas/events.schema.json\` in the package is the JSON Schema of one line, with the type and the meaning of each field; \`ncf schema events\` prints it. Every time is in epoch milliseconds, every duration in milliseconds.

A value that is not shown is an object with one key, which no output, param or property can be taken for: \`{"$secret":true}\` for a secret, \`{"$unknown":"\${migrate.result.id}"}\` for what is not known yet, \`{"$asset":true}\` for what only
the engine can read. A key of data that looks like one has one more \`$\`: \`$$secret\`.

A command that cannot begin prints \`error\` and \`mistake\` lines only. Fields in brackets may be absent.

${renderTable(["kind", "about", "fields"], rows)}
\`npm run docs\` writes this page and the schema from \`src/cli/json/eventDefinitions.ts\`.
`;
}

/** @type {Readonly<Record<string, ((sources: Sources) => string) | undefined>>} */
const renderers = {
  inputs: ({ actionInvocation }) => inputTable(actionInvocation, "calls the action again"),
  outputs: ({ actionInvocation }) => outputTable(actionInvocation),
  "check-inputs": ({ actionCheck }) => inputTable(actionCheck, "checks again"),
  "check-outputs": ({ actionCheck }) => outputTable(actionCheck),
  config: ({ providerConfig }) =>
    renderTable(
      ["key", "description", "default"],
      Object.entries(providerConfig).map(([name, { environment = [], isSecret = false, ...definition }]) => {
        const also = environment.length === 0 ? "" : ` Also set by ${environment.map(inCode).join(" or ")}.`;
        return [
          inCode(`ncf:${name}`),
          escapePipes(`${definition.description}${isSecret ? " Always secret." : ""}${also}`),
          defaultText(definition),
        ];
      }),
    ),
  "invocation-properties": ({ resourceTypes }) => propertyList(resourceTypes, "ncf:ActionInvocation"),
  "check-properties": ({ resourceTypes }) => propertyList(resourceTypes, "ncf:ActionCheck"),
  "local-command-properties": ({ resourceTypes }) => propertyList(resourceTypes, "command:local:Command"),
  "remote-command-properties": ({ resourceTypes }) => propertyList(resourceTypes, "command:remote:Command"),
  "stack-file-keys": ({ stackFileShape: { fields } }) => fieldTable("key", fields),
  options: ({ optionFields }) => fieldTable("option", optionFields),
  functions: ({ functionEntries }) =>
    renderTable(
      ["function", "description"],
      Object.entries(functionEntries).map(([name, { description }]) => [
        inCode(`fn::${name}`),
        escapePipes(description),
      ]),
    ),
  unsupported: (sources) =>
    renderTable(
      ["not supported", "reason"],
      [
        ...reasonRows(sources.stackFileShape.unsupported, inCode),
        ...reasonRows(sources.resourceShape.unsupported, (name) => `${inCode(name)} of a resource`),
        ...reasonRows(sources.unsupportedOptions, (name) => `option ${inCode(name)}`),
        ...reasonRows(sources.unsupportedFunctions, (name) => inCode(`fn::${name}`)),
        ["types of other providers", "a stack file loads only the providers ncf and command"],
        ["merge keys, `<<`", "a value must be readable where it is written"],
      ],
    ),
};

/**
 * @param {ResourceDefinition} definition
 * @param {string} effect What a change of an input does that makes a generation.
 * @returns {string}
 */
function inputTable({ inputs }, effect) {
  const generation = Object.keys(inputs).filter((name) => inputs[name]?.makesGeneration);
  return `${renderTable(["input", "description", "default"], fieldRows(inputs))}
A change of ${generation.map(inCode).join(", ")} ${effect}; no other change does.
`;
}

/**
 * @param {ResourceDefinition} definition
 * @returns {string}
 */
function outputTable({ outputs }) {
  return renderTable(
    ["output", "type", "description"],
    Object.entries(outputs).map(([name, { type, description }]) => [
      inCode(name),
      typeText(type),
      escapePipes(description),
    ]),
  );
}

/**
 * @param {Readonly<Record<string, FieldDefinition>>} fields
 * @returns {string[][]}
 */
function fieldRows(fields, prefix = "") {
  const shown = new Set();
  return Object.entries(fields).flatMap(([name, definition]) => {
    const { type } = definition;
    const row = [inCode(prefix + name), escapePipes(definition.description), defaultText(definition)];
    // Two fields of one type have the same keys.
    if (type.kind !== "nested" || shown.has(type.name)) return [row];
    shown.add(type.name);
    return [row, ...fieldRows(type.fields, `${prefix}${name}.`)];
  });
}

/**
 * @param {Pick<FieldDefinition, "default" | "defaultText" | "isRequired">} definition
 * @returns {string}
 */
function defaultText({ default: value, defaultText: words, isRequired = false }) {
  if (isRequired) return "(required)";
  return escapePipes(
    words ?? (value === undefined ? "" : inCode(typeof value === "string" ? value : jsonText(value))),
  );
}

/**
 * Writes JSON as it is written in a program: `{ attempts: 4, budget: "60s" }`.
 * @param {import("../src/model/json.ts").Json} value
 * @returns {string}
 */
function jsonText(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${jsonText(inner)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/**
 * @param {import("../src/model/resourceDefinition.ts").DefinedType} type
 * @returns {string}
 */
function typeText(type) {
  if (type.kind === "enum") return Object.keys(type.values).map(inCode).join(", ");
  return type.kind === "jsonSchema" ? "JSON Schema" : type.kind;
}

/**
 * @param {Sources["resourceTypes"]} types
 * @param {string} name
 * @returns {string}
 */
function propertyList(types, name) {
  const { properties = {}, outputs = {} } = types[name] ?? {};
  const list = (/** @type {object} */ names) => Object.keys(names).map(inCode).join(", ");
  return `- Properties: ${list(properties)}.\n- Outputs: ${list(outputs)}.\n`;
}

/**
 * @param {string} head
 * @param {Readonly<Record<string, Field>>} fields
 * @returns {string}
 */
function fieldTable(head, fields) {
  return renderTable(
    [head, "description"],
    Object.entries(fields).map(([name, { description, isRequired = false }]) => [
      inCode(name),
      escapePipes(description) + (isRequired ? " Required." : ""),
    ]),
  );
}

/**
 * Groups names with the same reason in one row.
 * @param {Readonly<Record<string, string>> | undefined} reasons
 * @param {(name: string) => string} label
 * @returns {string[][]}
 */
function reasonRows(reasons = {}, label) {
  /** @type {Map<string, string[]>} */
  const byReason = new Map();
  for (const [name, reason] of Object.entries(reasons)) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), label(name)]);
  }
  return [...byReason].map(([reason, names]) => [names.join(", "), escapePipes(reason)]);
}

/** @param {string} text */
function inCode(text) {
  return `\`${text}\``;
}

/** @param {string} text */
function escapePipes(text) {
  return text.replaceAll("|", String.raw`\|`);
}

/** @param {string} text */
function escapeText(text) {
  return text.replaceAll(/[|_*<]/g, String.raw`\$&`);
}

/**
 * Renders a table with aligned columns, as the formatter writes it.
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 * @returns {string}
 */
function renderTable(head, rows) {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("");
}
