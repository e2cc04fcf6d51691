import { Buffer } from "node:buffer";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { EngineValue, type Value } from "../../model/value.ts";
import type { CallExpression } from "../language/expression.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Calls a function of a stack file.
 * @param argument - Argument without secrets and unknown parts.
 * @throws NcfError NCF_STACK_FUNCTION when the function does not accept the argument
 */
export function callFunction(
  call: CallExpression,
  argument: Value,
  readFile: (path: string, isFixed: boolean) => string,
): Value {
  const refuse = (reason: string, hint: string): never => {
    throw new NcfError("NCF_STACK_FUNCTION", { reason: `fn::${call.name}: ${reason}`, hint });
  };
  const string = (value: Value | undefined, what: string): string =>
    typeof value === "string" ? value : refuse(`${what} must be a string`, "pass a string");
  const array = (value: Value | undefined, what: string): readonly Value[] =>
    Array.isArray(value)
      ? (value as readonly Value[])
      : refuse(`${what} must be an array`, "pass [item, item]");
  const [first, second] = Array.isArray(argument) ? (argument as readonly Value[]) : [];

  switch (call.name) {
    case "secret":
      return argument;
    case "toJSON":
      return JSON.stringify(argument, (_key, inner: unknown) =>
        inner instanceof EngineValue
          ? refuse("the argument must not contain an asset or archive", "pass plain values only")
          : inner,
      );
    case "join":
      return array(second, "argument 2")
        .map((item) =>
          typeof item === "number" || typeof item === "boolean"
            ? String(item)
            : string(item, "each item of argument 2"),
        )
        .join(string(first, "argument 1"));
    case "split":
      return string(second, "argument 2").split(string(first, "argument 1"));
    case "select": {
      const items = array(second, "argument 2");
      const index = Number.isInteger(first)
        ? (first as number)
        : refuse("argument 1 must be an integer", "pass an index, from 0");
      if (index < 0 || index >= items.length) {
        return refuse(`index ${index} is out of range of an array of ${items.length}`, "count items from 0");
      }
      return items[index] as Value;
    }
    case "readFile":
      return readFile(string(argument, "the path"), call.argument.kind === "literal");
    case "toBase64":
      return Buffer.from(string(argument, "the argument"), "utf8").toString("base64");
    case "fromBase64": {
      const encoded = string(argument, "the argument");
      if (!base64.test(encoded))
        return refuse(
          "the argument must be Base64",
          "pass the output of fn::toBase64 or of the command base64",
        );
      return Buffer.from(encoded, "base64").toString("utf8");
    }
  }
}
