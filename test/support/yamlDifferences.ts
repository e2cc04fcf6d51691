import { expect } from "vitest";

/** One difference between a stack file and Pulumi YAML, a row of the table in `docs/stack-file.md`. */
export interface YamlDifference {
  /** The first cell of the row. */
  readonly title: string;
  /** The same file for both, without its `name`. */
  readonly file: string;
  /** Config that both are given. */
  readonly config?: Readonly<Record<string, string>>;
  /** Outputs of `ncf up`, or a part of what it reports when it refuses the file. */
  readonly stackFile: Readonly<Record<string, unknown>> | string;
  /** Outputs of `pulumi up`, or a part of what it reports when it refuses the file. */
  readonly pulumiYaml: Readonly<Record<string, unknown>> | string;
}

/** Every difference that the page lists. Files in which both agree are in `test/stack-files` and `stacks`. */
export const yamlDifferences: readonly YamlDifference[] = [
  {
    title: "`each`",
    file: `
resources:
  greet:
    type: ncf:ActionInvocation
    each: [Mina, Kim]
    properties: { actionName: echo, params: { name: "\${each.value}" } }
`,
    stackFile: {},
    pulumiYaml: 'config value "each" not found',
  },
  {
    title: "`{ $ref: ./file.json }` as a schema",
    file: `
resources:
  greet:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { name: Mina }, paramsSchema: { $ref: ./params.json } }
outputs: { name: "\${greet.result.name}" }
`,
    stackFile: { name: "Mina" },
    pulumiYaml: "NCF_SCHEMA_INVALID",
  },
  {
    title: "integers such as `0123`, `1_000`, `0b11`",
    file: `
variables:
  read: { zip: 0123, big: 1_000, bits: 0b11 }
outputs: { read: "\${read}" }
`,
    stackFile: { read: { zip: 123, big: "1_000", bits: "0b11" } },
    pulumiYaml: { read: { zip: 83, big: 1000, bits: 3 } },
  },
  {
    title: "keys that are numbers or booleans",
    file: `
variables:
  names: { 1: one, true: yes }
outputs: { names: "\${names}" }
`,
    stackFile: { names: { 1: "one", true: "yes" } },
    pulumiYaml: "mapping keys must be strings",
  },
  {
    title: "`${previous.result.id}` in `onUpdate` and `onDelete`",
    file: `
resources:
  greet:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { name: Mina }, onDelete: { actionName: echo, params: { name: "\${previous.result.name}" } } }
outputs: { name: "\${greet.result.name}" }
`,
    stackFile: { name: "Mina" },
    pulumiYaml: 'resource, variable, or config value "previous" not found',
  },
  {
    title: "a plain name in `aliases`",
    file: `
resources:
  after:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { name: Mina } }
    options: { aliases: [before] }
outputs: { name: "\${after.result.name}" }
`,
    stackFile: { name: "Mina" },
    pulumiYaml: "invalid alias URN",
  },
  {
    title: "`null` in an object",
    file: `
variables:
  user: { name: Mina, mail: null }
outputs: { user: "\${user}" }
`,
    stackFile: { user: { name: "Mina", mail: null } },
    pulumiYaml: { user: { name: "Mina" } },
  },
  {
    title: "anchors and aliases",
    file: `
variables:
  one: &one { team: orders }
  two: *one
outputs: { two: "\${two}" }
`,
    stackFile: { two: { team: "orders" } },
    pulumiYaml: "alias nodes are not supported",
  },
  {
    title: "tags such as `!Sub`",
    file: `
outputs: { tagged: !Sub text }
`,
    stackFile: "NCF_STACK_SYNTAX",
    pulumiYaml: { tagged: "text" },
  },
  {
    title: "a second document in the file",
    file: `
outputs: { first: 1 }
---
outputs: { second: 2 }
`,
    stackFile: "NCF_STACK_SYNTAX",
    pulumiYaml: { first: 1 },
  },
  {
    title: "unknown keys of the file",
    file: `
output: { typo: 1 }
`,
    stackFile: "NCF_STACK_KEY_UNKNOWN",
    pulumiYaml: {},
  },
  {
    title: "unknown functions",
    file: `
outputs: { value: { fn::nosuch: 1 } }
`,
    stackFile: "NCF_STACK_FUNCTION",
    pulumiYaml: { value: { "fn::nosuch": 1 } },
  },
  {
    title:
      "`fn::sha1`, `fn::length`, `fn::singleOrNone`, `fn::unsecret`, `fn::filebase64`, `fn::filebase64sha256`",
    file: `
outputs: { length: { fn::length: [a, b] } }
`,
    stackFile: "NCF_STACK_FUNCTION",
    pulumiYaml: { length: 2 },
  },
  {
    title: "function names in another case, such as `Fn::ToBase64`",
    file: `
outputs: { encoded: { Fn::ToBase64: hello } }
`,
    stackFile: "NCF_STACK_FUNCTION",
    pulumiYaml: { encoded: "aGVsbG8=" },
  },
  {
    title: "`fn::join` of numbers and booleans",
    file: `
outputs: { joined: { fn::join: ["-", [7, true]] } }
`,
    stackFile: { joined: "7-true" },
    pulumiYaml: "the second argument to fn::join must be a list of strings",
  },
  {
    title: "`fn::toJSON`",
    file: `
outputs: { text: { fn::toJSON: { b: "<&>", a: 1 } } }
`,
    stackFile: { text: '{"b":"<&>","a":1}' },
    pulumiYaml: { text: '{"a":1,"b":"\\u003c\\u0026\\u003e"}' },
  },
  {
    title: "numbers of seven digits and more inside a string",
    file: `
variables: { count: 1234567 }
outputs: { text: "count \${count}" }
`,
    stackFile: { text: "count 1234567" },
    pulumiYaml: { text: "count 1.234567e+06" },
  },
  {
    title: "an object, an array or `null` inside a string",
    file: `
variables: { user: { name: Mina } }
outputs: { text: "hello \${user}" }
`,
    stackFile: "NCF_STACK_TYPE",
    pulumiYaml: { text: "hello map[name:Mina]" },
  },
  {
    title: "`${pulumi.rootDirectory}`",
    file: `
outputs: { directory: "\${pulumi.rootDirectory}" }
`,
    stackFile: "NCF_STACK_PATH_IMPOSSIBLE",
    pulumiYaml: { directory: expect.stringContaining("ncf-yaml-") },
  },
  {
    title: "config of type `string` whose value looks like a number, such as `7.2`",
    file: `
config: { release: { type: string } }
outputs: { release: "\${release}" }
`,
    config: { release: "7.2" },
    stackFile: { release: "7.2" },
    pulumiYaml: { release: 7.2 },
  },
  {
    title: "config with a value alone, such as `replicas: 2`",
    file: `
config: { replicas: 2 }
outputs: { replicas: "\${replicas}" }
`,
    stackFile: { replicas: 2 },
    pulumiYaml: "unable to infer type: either 'default' or 'type' is required",
  },
  {
    title: "config with a fixed `value`",
    file: `
config: { team: { value: orders } }
outputs: { team: "\${team}" }
`,
    stackFile: { team: "orders" },
    pulumiYaml: "unable to infer type: either 'default' or 'type' is required",
  },
];
