import type { ErrorEntry } from "./errorEntry.ts";

/** Codes of mistakes in a stack file. */
export const stackFileErrors = {
  NCF_STACK_SYNTAX: {
    exitCode: 2,
    meaning: "The stack file is not a single valid YAML document.",
    hint: "correct the YAML at the place shown",
  },
  NCF_STACK_KEY_UNKNOWN: {
    exitCode: 2,
    meaning: "The stack file contains a key that is not defined at its place.",
    hint: "compare it with docs/stack-file.md",
  },
  NCF_STACK_KEY_MISSING: {
    exitCode: 2,
    meaning: "A required key is missing in the stack file.",
    hint: "add the key",
  },
  NCF_STACK_KEY_DUPLICATE: {
    exitCode: 2,
    meaning: "A key occurs twice in one object of the stack file.",
    hint: "keep one of the two",
  },
  NCF_STACK_TYPE: {
    exitCode: 2,
    meaning: "A value in the stack file has the wrong type.",
    hint: "write a value of the right type",
  },
  NCF_STACK_SCALAR_AMBIGUOUS: {
    exitCode: 0,
    meaning: "Warning: Pulumi YAML or YAML 1.1 reads an unquoted value of the stack file differently.",
    hint: "put the value in quotes",
  },
  NCF_STACK_NAME_INVALID: {
    exitCode: 2,
    meaning: "A name in the stack file is not valid.",
    hint: "use letters, digits, _ and -, starting with a letter or _",
  },
  NCF_STACK_NAME_DUPLICATE: {
    exitCode: 2,
    meaning:
      "Two declarations of the stack file have the same name; config, variables and resources share their names.",
    hint: "rename one of the two",
  },
  NCF_STACK_UNSUPPORTED: {
    exitCode: 2,
    meaning: "The stack file uses a part of Pulumi YAML that is not supported.",
    hint: "see the unsupported parts, with reasons, in docs/stack-file.md",
  },
  NCF_STACK_EXPRESSION: {
    exitCode: 2,
    meaning: "An expression ${…} of the stack file has a syntax error.",
    hint: 'write ${name}, ${name.key}, ${name[0]} or ${name["key"]}; write $${ for a literal ${',
  },
  NCF_STACK_FUNCTION: {
    exitCode: 2,
    meaning: "A function fn::… of the stack file does not exist, or does not accept its argument.",
    hint: "compare it with the functions in docs/stack-file.md",
  },
  NCF_STACK_REFERENCE_UNKNOWN: {
    exitCode: 2,
    meaning: "An expression of the stack file references a name that is not defined.",
    hint: "define it under config, variables or resources",
  },
  NCF_STACK_PATH_IMPOSSIBLE: {
    exitCode: 2,
    meaning: "An expression of the stack file references a part that the value does not have.",
    hint: "reference a part that exists",
  },
  NCF_STACK_CYCLE: {
    exitCode: 2,
    meaning: "Declarations of the stack file have a circular dependency.",
    hint: "remove one of the references",
  },
  NCF_STACK_EACH_INVALID: {
    exitCode: 2,
    meaning:
      "The value of `each` is not known before the deployment, or is not an array or object that can be used.",
    hint: "use an array or object of config, variables and constants",
  },
  NCF_STACK_CONFIG_INVALID: {
    exitCode: 2,
    meaning: "A config value of the stack is missing, or not of the declared type.",
    hint: "set it with --config NAME=VALUE, or add a default to the stack file",
  },
} as const satisfies Record<string, ErrorEntry>;
