import {
  isAlias,
  Lexer,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type ParsedNode,
} from "yaml";
import type { Range } from "../../diagnostics/diagnostic.ts";
import type { NodeEntry, StackNode } from "./stackNode.ts";
import type { Report } from "./report.ts";
import type { SourceText } from "./sourceText.ts";
import { reportSyntax } from "./reportSyntax.ts";

const mostAliasedNodes = 50_000;
const deepest = 100;
/**
 * Maximum nesting of brackets and dashes passed to the parser, which is recursive and takes seconds
 * for thousands.
 */
const mostOpen = 1000;

/**
 * Parses the YAML of a stack file. Replaces aliases by the value of their anchor, up to 50,000
 * values in all. Nesting may be 100 levels deep. Returns `undefined` when the YAML has no reliable
 * structure.
 */
export function readNodes(source: SourceText, report: Report): StackNode | undefined {
  const tooDeep = findTooDeep(source.text);
  if (tooDeep !== undefined) {
    const range = source.rangeAt(tooDeep, tooDeep + 1);
    report({ code: "NCF_STACK_SYNTAX", range, message: `values are nested more than ${deepest} deep` });
    return undefined;
  }
  let document: Document.Parsed;
  try {
    document = parseDocument(source.text, { prettyErrors: false, uniqueKeys: false, strict: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The parser recurses for each level of nesting.
    report({
      code: "NCF_STACK_SYNTAX",
      range: source.rangeAt(0, 1),
      message: "the file is nested too deeply",
    });
    return undefined;
  }
  if (reportSyntax(document, source, report)) return undefined;
  if (document.contents === null) {
    report({
      code: "NCF_STACK_SYNTAX",
      range: source.rangeAt(0, 0),
      message: "the file is empty",
      hint: "start with `name: my-stack` and `resources:`",
    });
    return undefined;
  }
  return nodeReader(source, report)(document.contents, 0).node;
}

/** Returns the offset of the first bracket, brace or dash that nests too deeply for the recursive parser. */
export function findTooDeep(text: string): number | undefined {
  if ((text.match(/[[{]|[-?] /g)?.length ?? 0) <= mostOpen) return undefined;
  let offset = 0;
  let brackets = 0;
  let indicators = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === "[" || lexeme === "{") brackets += 1;
    else if (lexeme === "]" || lexeme === "}") brackets -= 1;
    else if (lexeme === "-" || lexeme === "?") indicators += 1;
    else if (lexeme.includes("\n")) indicators = 0;
    if (brackets > mostOpen || indicators > mostOpen) return offset;
    // These tokens mark the start of a document and of a scalar, and are not in the text.
    if (lexeme !== "\u0002" && lexeme !== "\u001f") offset += lexeme.length;
  }
  return undefined;
}

interface Sized {
  readonly node: StackNode;
  readonly size: number;
}

function nodeReader(source: SourceText, report: Report): (node: ParsedNode | null, depth: number) => Sized {
  const anchors = new Map<string, Sized>();
  let aliasedNodes = 0;

  const rangeOf = (node: ParsedNode): Range => {
    const [start, end] = node.range;
    return source.rangeAt(start, Math.max(start, start + source.text.slice(start, end).trimEnd().length));
  };
  const nothing = (range: Range): Sized => ({
    node: { kind: "scalar", value: null, range, hasEscapes: false },
    size: 1,
  });

  function read(node: ParsedNode | null, depth: number): Sized {
    if (node === null) return nothing(source.rangeAt(0, 0));
    if (depth > deepest) {
      report({
        code: "NCF_STACK_SYNTAX",
        range: rangeOf(node),
        message: `values are nested more than ${deepest} deep`,
      });
      return nothing(rangeOf(node));
    }
    const sized = isAlias(node) ? readAlias(node.source, rangeOf(node)) : readOwn(node, depth);
    if (!isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, sized);
    return sized;
  }

  function readAlias(name: string, range: Range): Sized {
    const target = anchors.get(name);
    if (target === undefined) {
      report({
        code: "NCF_STACK_SYNTAX",
        range,
        message: `the anchor &${name} is not defined before the alias *${name}`,
        hint: `define &${name} on a value above, and use *${name} after it`,
      });
      return nothing(range);
    }
    aliasedNodes += target.size;
    if (aliasedNodes <= mostAliasedNodes) return target;
    if (aliasedNodes - target.size <= mostAliasedNodes) {
      report({
        code: "NCF_STACK_SYNTAX",
        range,
        message: `the aliases of the file expand to more than ${mostAliasedNodes} values`,
        hint: "use fewer aliases of aliases",
      });
    }
    return nothing(range);
  }

  function readOwn(node: ParsedNode, depth: number): Sized {
    const range = rangeOf(node);
    if (isScalar(node)) {
      const value = node.value;
      const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
      return {
        node: {
          kind: "scalar",
          value: isPlain ? value : null,
          range,
          ...(node.type === "PLAIN" ? { plainText: node.source } : {}),
          hasEscapes: node.type === "QUOTE_DOUBLE",
        },
        size: 1,
      };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) =>
        read((isPair(item) ? item.value : item) as ParsedNode | null, depth + 1),
      );
      return {
        node: { kind: "array", items: items.map((item) => item.node), range },
        size: items.reduce((sum, item) => sum + item.size, 1),
      };
    }
    if (isMap(node)) return readMap(node.items, range, depth);
    return nothing(range);
  }

  function readMap(items: MapItems, range: Range, depth: number): Sized {
    const entries = new Map<string, NodeEntry>();
    let size = 1;
    for (const { key, value } of items) {
      if (!isScalar(key) || key.value === null) {
        report({
          code: "NCF_STACK_SYNTAX",
          range: key === null ? range : rangeOf(key),
          message: "a key must be a string",
          hint: isMap(key) ? 'put an expression in quotes: "${…}"' : "write a name before the colon",
        });
        continue;
      }
      const keyRange = rangeOf(key as ParsedNode);
      // Keep the source text: 0x1F is a key of four characters.
      const name = typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
      const first = entries.get(name);
      if (first !== undefined) {
        report({
          code: "NCF_STACK_KEY_DUPLICATE",
          range: keyRange,
          message: `the key ${name} is already defined`,
          related: [{ message: "first defined here", range: first.keyRange }],
        });
        continue;
      }
      if (name === "<<") {
        report({
          code: "NCF_STACK_UNSUPPORTED",
          range: keyRange,
          message: "<< (merge keys) is not supported",
          hint: "write the keys out, or use an alias for a whole value",
        });
        continue;
      }
      const sized = value === null ? nothing(keyRange) : read(value, depth + 1);
      size += sized.size;
      entries.set(name, { key: name, keyRange, value: sized.node });
    }
    return { node: { kind: "object", entries: [...entries.values()], range }, size };
  }

  return read;
}

type MapItems = readonly { readonly key: ParsedNode | null; readonly value: ParsedNode | null }[];
