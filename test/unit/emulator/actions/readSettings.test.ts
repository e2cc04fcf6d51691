import { describe, expect, test } from "vitest";
import { readSettings } from "../../../../src/emulator/actions/readSettings.ts";

describe("readSettings", () => {
  test("fills in the service's defaults", () => {
    expect(readSettings("{}", "a.json")).toEqual({
      description: "",
      parameters: {},
      limits: { timeout: 60_000, memory: 256 },
    });
  });

  test.each([
    ["{", "a.json is not JSON"],
    ["[]", "a.json is not a JSON object"],
    ['{"limit":{}}', "a.json: limit is not a setting"],
    ['{"description":1}', "description is not a text"],
    ['{"parameters":[]}', "parameters is not an object"],
    ['{"limits":1}', "limits is not an object"],
    ['{"limits":{"timeout":300001}}', "limits.timeout is not a whole number of 1 to 300000 milliseconds"],
    ['{"limits":{"memory":100}}', "limits.memory is not one of 128, 256, 512, 1024"],
    ['{"platform":"moon"}', "platform is neither classic nor vpc"],
  ])("refuses %s", (text, reason) => {
    expect(() => readSettings(text, "a.json")).toThrow(reason);
  });
});
