import { afterEach, describe, expect, test } from "vitest";
import { readActivationResponse } from "../../src/client/responses.ts";
import type { Json } from "../../src/model/json.ts";
import { readState, stateToOutputs, type InvocationState } from "../../src/resource/state.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { useScene } from "../contract/grpcProvider/scene.ts";
import { serveResult, type RawService } from "./rawService.ts";
import { checkText } from "./stackText.ts";

const results: readonly (readonly [string, Json])[] = [
  ["an array", ["a", { b: 1 }, null]],
  ["a string", "text"],
  ["a number", 7.5],
  ["a boolean", false],
  ["null", null],
];

describe("a result that is not an object", () => {
  const opened: { readonly close: () => Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  const serve = async (result: Json): Promise<RawService> => {
    const service = await serveResult(JSON.stringify(result));
    opened.push(service);
    return service;
  };
  const open = async (text: string): Promise<NcfFolder> => {
    const folder = await openNcfFolder(text);
    opened.push(folder);
    return folder;
  };

  test.each(results)("is a success and kept as it is: %s", async (_what, result) => {
    const service = await serve(result);
    const folder = await open(`name: p
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: a, endpoint: "${service.url}" } }
  b: { type: ncf:ActionInvocation, properties: { actionName: b, endpoint: "${service.url}", params: { r: "\${a.result}" } } }
outputs: { r: "\${a.result}" }
`);
    const up = await folder.run("ncf up stack.yaml --stack dev --yes");
    expect(up).toMatchObject({ code: 0 });
    expect(service.calls).toEqual(["{}", JSON.stringify({ r: result })]);
    const outputs = await folder.run("ncf outputs stack.yaml --stack dev --json");
    expect(JSON.parse(outputs.stdout)).toEqual({ r: result });
    const again = await folder.run("ncf up stack.yaml --stack dev --yes");
    expect(again).toMatchObject({ code: 0 });
    expect(service.calls).toHaveLength(2);
  });

  test.each(results)("is found where the record of a run is read, as resolve does: %s", (_what, result) => {
    const response = { result, status: "success", success: true };
    const body = Buffer.from(JSON.stringify({ content: { activationId: "a1", response } }));
    const read = readActivationResponse({ kind: "response", status: 200, headers: {}, body }, 0);
    expect(read).toMatchObject({ kind: "found", activation: { response: { result } } });
  });

  test.each(results)("is in the state what it was: %s", (_what, result) => {
    const state: InvocationState = {
      version: 1,
      key: { project: "p", stack: "s", name: "a" },
      address: "https://host/api/v2/packages/-/actions/a",
      generation: 1,
      outcome: "succeeded",
      activationId: "a1",
      attempts: 1,
      invokedAt: 1,
      result,
    };
    expect(readState(stateToOutputs(state)).result ?? null).toEqual(result);
  });

  test("is checked against a schema of its own type", async () => {
    const service = await serve([1, "two"]);
    const folder = await open(`name: p
resources:
  a:
    type: ncf:ActionInvocation
    properties: { actionName: a, endpoint: "${service.url}", resultSchema: { type: array, items: { type: number } } }
`);
    const { code, stderr } = await folder.run("ncf up stack.yaml --stack dev --yes");
    expect(code).toBe(1);
    expect(stderr).toContain("/result/1 must be number");
  });

  test("may be a part of a string, unless its schema says that it cannot be", () => {
    const text = (schema: string): string => `name: p
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: a${schema} } }
outputs: { r: "it is \${a.result}" }
`;
    expect(checkText(text("")).diagnostics).toEqual([]);
    const { diagnostics } = checkText(text(", resultSchema: { type: object }"));
    expect(diagnostics.map(({ message }) => message)).toEqual(["an object cannot be part of a string"]);
  });
});

describe("the provider", () => {
  const scene = useScene();

  test("returns a result that is an array", async () => {
    const service = await serveResult("[1,[2]]");
    try {
      await scene.restart({ ...scene.config(), endpoint: service.url });
      const { outputs } = await scene.provider.create("a", { actionName: "a" });
      expect(outputs["result"]).toEqual([1, [2]]);
    } finally {
      await service.close();
    }
  });
});
