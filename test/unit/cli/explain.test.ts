import { expect, test } from "vitest";
import { errorCatalogue } from "../../../src/model/errorCatalogue.ts";
import { ncf } from "./captured.ts";

test.each(["NCF_NOT_SENT", "ncf_not_sent", "not-sent"])(
  "%s is explained from the catalogue",
  async (code) => {
    const { meaning, hint, exitCode } = errorCatalogue.NCF_NOT_SENT;
    expect(await ncf(["explain", code])).toEqual({
      code: 0,
      out: `NCF_NOT_SENT (exit code ${exitCode})\n  ${meaning}\n  hint: ${hint}\n`,
      err: "",
    });
  },
);

test("without a code, all of them are listed, for programs too", async () => {
  const { out } = await ncf(["explain"]);
  expect(out.trimEnd().split("\n")).toHaveLength(Object.keys(errorCatalogue).length);
  const { out: json } = await ncf(["explain", "--json"]);
  expect(JSON.parse(json)).toEqual(
    Object.entries(errorCatalogue).map(([code, entry]) => ({ code, ...entry })),
  );
});

test("a mistyped code is a usage error that names the nearest one", async () => {
  expect(await ncf(["explain", "NCF_NOSENT"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("did you mean NCF_NOT_SENT?"),
  });
});
