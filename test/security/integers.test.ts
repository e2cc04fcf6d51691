import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBody } from "../../src/client/decodeResponse.ts";
import { readStackSettings } from "../../src/engine/readStackSettings.ts";
import { checkResult } from "../../src/invocation/checkParams.ts";
import { readInputs } from "../../src/invocation/readInputs.ts";
import { parseExactJson } from "../../src/model/exactNumbers.ts";
import { callWith, checkText, placed } from "./stackText.ts";
import { ncf } from "../unit/cli/captured.ts";
import { serveResult } from "./rawService.ts";
import { openNcfFolder } from "../support/openNcfFolder.ts";
import { exactJson } from "../support/exactJson.ts";

const large = "1234567890123456789";

describe("an integer beyond 2^53 in a stack file", () => {
  test.each([
    ["params", callWith(`{ id: ${large} }`), large],
    ["params in hexadecimal", callWith("{ id: 0x112210f47de98115 }"), "0x112210f47de98115"],
    ["params, negative", callWith(`{ ids: [-${large}] }`), `-${large}`],
    ["params, with more digits than an exponent needs", callWith(`{ id: ${large}${large} }`), large + large],
    ["a variable", `name: p\nvariables: { id: ${large} }\n`, large],
    ["an output", `name: p\noutputs: { id: ${large} }\n`, large],
    ["the default of a config value", `name: p\nconfig: { id: { default: ${large} } }\n`, large],
  ])("is refused at its place: in %s", (_where, text, written) => {
    const { diagnostics } = checkText(text);
    expect(diagnostics.map((one) => placed(text, one))).toEqual([`NCF_STACK_TYPE ${written}`]);
    expect(diagnostics[0]?.hint).toBe("write it as a string, in quotes");
  });

  test("is accepted as a string, as a key, and as a bound in a schema", () => {
    const text = callWith(
      `{ id: "${large}", ${large}: x, ok: 9007199254740991 }, paramsSchema: { properties: { n: { maximum: 9223372036854775807 } } }`,
    );
    const { checked, diagnostics } = checkText(text);
    expect(diagnostics).toEqual([]);
    expect(checked?.plan.steps[0]?.properties["params"]).toEqual({
      id: large,
      [large]: "x",
      ok: 9_007_199_254_740_991,
    });
  });
});

describe("an integer beyond 2^53 in config", () => {
  const file = (type: string): string => `name: p
config: { id: { type: ${type} } }
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: echo, params: { id: "\${id}" } } }
`;

  test.each([
    ["integer", large, "declare id as type: string"],
    ["number", large, "declare id as type: string"],
    ["array", `[${large}]`, "write the number as a string inside the JSON"],
    ["object", `{"id": ${large}}`, "write the number as a string inside the JSON"],
  ])("of type %s is refused with the way out", (type, id, hint) => {
    const { diagnostics } = checkText(file(type), { config: { id } });
    expect(diagnostics.map((one) => [one.code, one.hint])).toEqual([["NCF_STACK_CONFIG_INVALID", hint]]);
  });

  test("is exact as a string, and in a settings file", () => {
    expect(checkText(file("string"), { config: { id: large } }).diagnostics).toEqual([]);
    const { config } = readStackSettings(
      `config:\n  p:id: ${large}\n  p:ids: [${large}]\n`,
      "Pulumi.dev.yaml",
    );
    expect(config).toEqual({ "p:id": large, "p:ids": [large] });
    expect(checkText(file("integer"), { config: { id: large } }).diagnostics).toHaveLength(1);
  });
});

test.each([["params"], ["triggers"]])(
  "a program's number that was rounded before it came is refused in %s",
  (input) => {
    const value = input === "params" ? { id: 2 ** 53 } : [2 ** 53];
    const { issues } = readInputs({ actionName: "echo", [input]: value });
    expect(issues).toMatchObject([
      { pointer: `/${input}/${input === "params" ? "id" : 0}`, hint: "write it as a string" },
    ]);
    expect(readInputs({ actionName: "echo", params: { n: 2 ** 53 - 1, mole: 6.022e23 } }).issues).toEqual([]);
  },
);

describe("an integer beyond 2^53 in a result", () => {
  test("is kept as the string of its digits, and everything else as it is", () => {
    fc.assert(
      fc.property(
        exactJson,
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
        fc.boolean(),
        (value, id, isNegative) => {
          const digits = `${isNegative ? "-" : ""}${id}`;
          const text = `{"a":${JSON.stringify(value)},"id" : ${digits},"ids":[1,${digits}],"t":"${digits}"}`;
          expect(parseBody(Buffer.from(text))).toEqual({
            a: JSON.parse(JSON.stringify(value)) as unknown,
            id: digits,
            ids: [1, digits],
            t: digits,
          });
        },
      ),
    );
  });

  test("a number that is too large for a double is kept as it is written", () => {
    expect(parseExactJson('{"a":1e400,"b":[-1.5E+999],"c":1e30}')).toEqual({
      a: "1e400",
      b: ["-1.5E+999"],
      c: 1e30,
    });
  });

  test("what is no JSON is none with quotes either", () => {
    expect(() => parseExactJson(`{${large}:1}`)).toThrow(SyntaxError);
    expect(() => parseExactJson(`{"a":0${large}}`)).toThrow(SyntaxError);
  });

  test("that violates its schema by being a string is explained", () => {
    const schema = { properties: { id: { type: "integer" } } };
    const action = { packageName: "-", actionName: "a" };
    expect(checkResult({ action, resultSchema: schema }, { id: large })?.message).toContain(
      "/result/id must be integer (type); an integer beyond 2^53 - 1 is kept as a string",
    );
    expect(checkResult({ action, resultSchema: schema }, { id: "text" })?.message).not.toContain("2^53");
  });

  test("reaches outputs and the params of the next action exactly", async () => {
    const service = await serveResult(`{"id":${large}}`);
    const folder = await openNcfFolder(`name: p
resources:
  one: { type: ncf:ActionInvocation, properties: { actionName: one, endpoint: "${service.url}" } }
  two:
    type: ncf:ActionInvocation
    properties: { actionName: two, endpoint: "${service.url}", params: { id: "\${one.result.id}" } }
outputs: { id: "\${one.result.id}" }
`);
    try {
      const up = await folder.run("ncf up stack.yaml --stack dev --yes");
      expect(up).toMatchObject({ code: 0 });
      expect(service.calls).toEqual(["{}", `{"id":"${large}"}`]);
      const { stdout } = await folder.run("ncf outputs stack.yaml --stack dev --json");
      expect(JSON.parse(stdout)).toEqual({ id: large });
    } finally {
      await folder.close();
      await service.close();
    }
  });
});

test("`ncf invoke` refuses an order number among its params", async () => {
  const { code, err } = await ncf(["invoke", "echo", "--params", `{"order":${large}}`]);
  expect(code).toBe(2);
  expect(err).toContain("contains an integer beyond 2^53 - 1");
});

test("`ncf up` refuses an order number of the command line before anything is called", async () => {
  const folder = await openNcfFolder(`name: p
config: { order: { type: integer } }
resources:
  b: { type: ncf:ActionInvocation, properties: { actionName: echo, params: { order: "\${order}" } } }
`);
  try {
    const { code, stderr } = await folder.run(`ncf up stack.yaml --stack dev --yes --config order=${large}`);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("order is a number that would be rounded"),
    });
    expect(folder.emulator.ledger.posts).toEqual([]);
  } finally {
    await folder.close();
  }
});
