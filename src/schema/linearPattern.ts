import { loadRe2 } from "./loadAjv.ts";

/** Regular expression of a schema. */
export interface LinearPattern {
  readonly test: (text: string) => boolean;
}

/** Error for a pattern of a schema that cannot be used. */
export class UnusablePattern extends Error {
  override readonly name = "UnusablePattern";
  /** Hint, starting with a verb. */
  readonly hint: string;

  constructor(message: string, hint: string, options: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** Error for strings that are too long for the patterns of a schema. */
export class PatternsTooSlow extends Error {
  override readonly name = "PatternsTooSlow";
}

/** Maximum cost of one check, in pattern states times UTF-16 units: about half a second. */
const mostSteps = 50_000_000;
let steps = 0;

/** Resets the cost at the start of a check. */
export function startCheck(): void {
  steps = 0;
}

const compiled = new Map<string, LinearPattern>();
const mostCompiled = 1000;

/**
 * Compiles a pattern (ECMAScript with the flag `u`) to one that takes time linear in the text. A
 * backtracking engine could run a pattern such as `^(a+)+$` for years.
 * @throws UnusablePattern for a pattern that is invalid or that RE2 does not support: lookahead,
 * lookbehind, backreferences, counts over 1000
 */
export function linearPattern(pattern: string): LinearPattern {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = compile(pattern);
  if (compiled.size >= mostCompiled) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

function compile(pattern: string): LinearPattern {
  try {
    void new RegExp(pattern, "u");
  } catch (cause) {
    throw new UnusablePattern((cause as Error).message, "correct the pattern", { cause });
  }
  const { RE2JS } = loadRe2();
  try {
    const re2 = RE2JS.compile(RE2JS.translateRegExp(toRe2(pattern)));
    const size = re2.programSize();
    return {
      test: (text) => {
        steps += size * text.length;
        if (steps > mostSteps)
          throw new PatternsTooSlow("the strings are too long for the patterns of the schema");
        return re2.test(text);
      },
    };
  } catch (cause) {
    throw new UnusablePattern(
      "lookahead, lookbehind, backreferences and counts over 1000 are not supported, because checks take linear time",
      "write it without: lookahead can be allOf with not, and a large count minLength or maxLength",
      { cause },
    );
  }
}

/** Meaning of `\s` in ECMAScript, as the content of a character class. */
const whiteSpace =
  "\\t\\n\\x0B\\f\\r \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}";
const lineEnds = "\\n\\r\\x{2028}\\x{2029}";
const surrogatePair = /^\\u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})/i;
const property = /^\\([pP])\{(?:(?:General_Category|gc|Script|sc)=)?(\w+)\}/;

/** Long names of the general categories; RE2 knows only the short ones. */
const categories: Readonly<Record<string, string>> = {
  Letter: "L",
  Uppercase_Letter: "Lu",
  Lowercase_Letter: "Ll",
  Titlecase_Letter: "Lt",
  Modifier_Letter: "Lm",
  Other_Letter: "Lo",
  Mark: "M",
  Nonspacing_Mark: "Mn",
  Spacing_Mark: "Mc",
  Enclosing_Mark: "Me",
  Number: "N",
  Decimal_Number: "Nd",
  Letter_Number: "Nl",
  Other_Number: "No",
  Punctuation: "P",
  Connector_Punctuation: "Pc",
  Dash_Punctuation: "Pd",
  Open_Punctuation: "Ps",
  Close_Punctuation: "Pe",
  Initial_Punctuation: "Pi",
  Final_Punctuation: "Pf",
  Other_Punctuation: "Po",
  Symbol: "S",
  Math_Symbol: "Sm",
  Currency_Symbol: "Sc",
  Modifier_Symbol: "Sk",
  Other_Symbol: "So",
  Separator: "Z",
  Space_Separator: "Zs",
  Line_Separator: "Zl",
  Paragraph_Separator: "Zp",
  Other: "C",
  Control: "Cc",
  Format: "Cf",
};

/** Rewrites syntax that RE2 interprets differently: `\s`, `.`, `\p{…}` and surrogate pairs. */
function toRe2(pattern: string): string {
  let written = "";
  let isInClass = false;
  for (let at = 0; at < pattern.length;) {
    const [taken, replacement] = nextPart(pattern.slice(at, at + 80), isInClass);
    const part = pattern.slice(at, at + taken);
    if (part === "[") isInClass = true;
    else if (part === "]") isInClass = false;
    written += replacement ?? part;
    at += taken;
  }
  return written;
}

/** Returns the length of the next part of a pattern, and its replacement. */
function nextPart(rest: string, isInClass: boolean): readonly [taken: number, replacement?: string] {
  if (rest[0] === "." && !isInClass) return [1, `[^${lineEnds}]`];
  if (rest[0] !== "\\") return [1];
  const pair = surrogatePair.exec(rest);
  if (pair !== null) {
    const [whole, high = "", low = ""] = pair;
    const code = 0x10000 + ((parseInt(high, 16) - 0xd800) << 10) + (parseInt(low, 16) - 0xdc00);
    return [whole.length, `\\x{${code.toString(16)}}`];
  }
  const named = property.exec(rest);
  if (named !== null) {
    const [whole, letter = "p", name = ""] = named;
    return [whole.length, `\\${letter}{${Object.hasOwn(categories, name) ? categories[name] : name}}`];
  }
  if (rest[1] === "s") return [2, isInClass ? whiteSpace : `[${whiteSpace}]`];
  if (rest[1] === "S" && !isInClass) return [2, `[^${whiteSpace}]`];
  if (rest[1] === "S") throw new Error("\\S inside a class has no counterpart");
  return [2];
}
