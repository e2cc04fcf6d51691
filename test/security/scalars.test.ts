import { describe, expect, test } from "vitest";
import { parseStackFile } from "../../src/stack/parse/parseStackFile.ts";
import { openYamlProject } from "../support/openYamlProject.ts";
import { ncf } from "../unit/cli/captured.ts";
import { callWith } from "./stackText.ts";

/** How a scalar is read here, and how by the YAML that it warns of. */
const readings: readonly (readonly [string, string])[] = [
  ["0123", "is read as the number 123, and as the number 83 by Pulumi YAML"],
  ["0528", "is read as the number 528, and as a string by YAML 1.1"],
  ["1_000", 'is read as the string "1_000", and as the number 1000 by Pulumi YAML'],
  ["1_000.5", 'is read as the string "1_000.5", and as the number 1000.5 by Pulumi YAML'],
  ["0b11", 'is read as the string "0b11", and as the number 3 by Pulumi YAML'],
  ["-0x1F", 'is read as the string "-0x1F", and as the number -31 by Pulumi YAML'],
  ["yes", 'is read as the string "yes", and as a boolean by YAML 1.1'],
  ["off", 'is read as the string "off", and as a boolean by YAML 1.1'],
  ["12:30:00", 'is read as the string "12:30:00", and as a number in base 60 by YAML 1.1'],
  ["2026-11-25", 'is read as the string "2026-11-25", and as a date by YAML 1.1'],
];

function warningsOf(text: string): readonly string[] {
  return parseStackFile(text, "stack.yaml").warnings.map(({ message }) => message);
}

describe("a scalar that other versions of YAML read differently", () => {
  test.each(readings)("%s %s", (written, message) => {
    expect(warningsOf(callWith(`{ v: ${written} }`))).toEqual([`${written} ${message}`]);
    expect(warningsOf(callWith(`{ v: "${written}" }`))).toEqual([]);
  });

  test("is warned of once per place, and no other is", () => {
    const text = callWith(
      "{ a: &a [yes], b: *a, c: no, d: [7, 0, 007, 0x1F, 0o17, 1e3, -1.5, true, null, y, 1.2.3, 010a] }",
    );
    expect(warningsOf(text)).toHaveLength(2);
  });

  test("is not quoted where it is secret", () => {
    const text = `name: p
config: { pin: { type: integer, secret: true, default: 0123 } }
variables: { v: { fn::secret: { pin: 0456 } } }
`;
    expect(warningsOf(text).join(" ")).not.toMatch(/123|456|83|302/);
    expect(warningsOf(text)).toHaveLength(2);
  });

  test("is reported by validate with its place and the advice to quote, and is no mistake", async () => {
    const files = { "stack.yaml": callWith("{ zip: 0123, flag: yes }") };
    const text = await ncf(["validate", "stack.yaml"], { files });
    expect(text.code).toBe(0);
    expect(text.out).toContain("warning NCF_STACK_SCALAR_AMBIGUOUS: 0123 is read as the number 123");
    expect(text.out).toContain("--> stack.yaml:3:");
    expect(text.out).toContain('hint: write "0123" for the string, or 123 for the number');
    expect(text.out).toContain("stack.yaml: no mistakes, 1 resource, 2 warnings");
    const json = await ncf(["validate", "stack.yaml", "--json"], { files });
    expect(JSON.parse(json.out)).toMatchObject([{ severity: "warning" }, { severity: "warning" }]);
    const github = await ncf(["validate", "stack.yaml", "--format", "github"], { files });
    expect(github.out.match(/^::warning /gm)).toHaveLength(2);
  });

  test("is really read by Pulumi YAML as the warning says", async () => {
    const numbers = readings.filter(([, message]) => message.endsWith("Pulumi YAML"));
    const program = `outputs:\n  read: [${numbers.map(([written]) => written).join(", ")}]\n`;
    const project = await openYamlProject({ program });
    try {
      await project.must("up", "--yes", "--skip-preview");
      const { read } = (await project.outputs()) as { readonly read: readonly number[] };
      expect(read.map((value) => `the number ${value} by`)).toEqual(
        numbers.map(([, message]) => /the number \S+ by(?= Pulumi)/.exec(message)?.[0]),
      );
    } finally {
      await project.close();
    }
  });
});

test("numbers that JSON cannot carry are mistakes", () => {
  for (const written of [".inf", "-.Inf", ".nan", "1e999"]) {
    const { diagnostics } = parseStackFile(callWith(`{ v: ${written} }`), "stack.yaml");
    expect(diagnostics.map(({ message }) => message)).toEqual(["JSON does not support this number"]);
  }
});
