import { Buffer } from "node:buffer";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { CallExpression } from "../language/expression.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Works out a function whose argument is known. @throws NCF_STACK_FUNCTION when it cannot work with the argument */
export function callFunction(
  call: CallExpression,
  argument: unknown,
  readFile: (path: string, isFixed: boolean) => string,
): unknown {
  const wrong = (reason: string, hint: string): never => {
    throw new NcfError("NCF_STACK_FUNCTION", { reason: `fn::${call.name}: ${reason}`, hint });
  };
  const text = (value: unknown, what: string): string =>
    typeof value === "string" ? value : wrong(`${what} is not a text`, "give a text");
  const list = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : wrong("the list is not a list", "give a list");
  const [first, second] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];

  switch (call.name) {
    case "secret":
      return argument;
    case "toJSON":
      return JSON.stringify(argument);
    case "join":
      return list(second)
        .map((item) =>
          typeof item === "number" || typeof item === "boolean"
            ? String(item)
            : text(item, "an item of the list"),
        )
        .join(text(first, "the separator"));
    case "split":
      return text(second, "the text").split(text(first, "the separator"));
    case "select": {
      const items = list(second);
      const index = Number.isInteger(first)
        ? (first as number)
        : wrong("the index is not a whole number", "count from 0");
      if (index < 0 || index >= items.length) {
        return wrong(`the list of ${items.length} has no item ${index}`, "items are counted from 0");
      }
      return items[index];
    }
    case "readFile":
      return readFile(text(argument, "the path"), call.argument.kind === "literal");
    case "toBase64":
      return Buffer.from(text(argument, "the value"), "utf8").toString("base64");
    case "fromBase64": {
      const encoded = text(argument, "the value");
      if (!base64.test(encoded))
        return wrong("the text is not Base64", "give text that fn::toBase64 or base64 made");
      return Buffer.from(encoded, "base64").toString("utf8");
    }
  }
}
