import { expect, test } from "vitest";
import { Secret } from "../../src/model/secret.ts";
import { signedHeaders } from "../../src/signing/signature.ts";
import { mistakes, vectors } from "./signingVectors.ts";

type Vector = (typeof vectors)[number] | (typeof mistakes)[number];

function headersOf({ method, target, timestampMs, accessKey, secretKey }: Vector) {
  const credentials = { accessKey, secretKey: new Secret(secretKey), source: "vector" };
  return signedHeaders({ method, target, timestampMs, credentials });
}

test.each(vectors)("signs $name as the vector has it", (vector) => {
  expect(headersOf(vector)).toEqual({
    "x-ncp-apigw-timestamp": `${vector.timestampMs}`,
    "x-ncp-iam-access-key": vector.accessKey,
    "x-ncp-apigw-signature-v2": vector.signature,
  });
});

test.each(mistakes)("signs verbatim, so that it shows when $name", (mistake) => {
  expect(headersOf(mistake)["x-ncp-apigw-signature-v2"]).toBe(mistake.signature);
  expect(headersOf(mistake.right)["x-ncp-apigw-signature-v2"]).not.toBe(mistake.signature);
});
