import { expect, test } from "vitest";
import { endpointIssue } from "../../../src/model/address.ts";

test.each([
  undefined,
  "https://cloudfunctions.apigw.ntruss.com",
  "https://cloudfunctions.apigw.ntruss.com/",
  "https://gateway.example:8443",
  "http://127.0.0.1:8080",
  "http://127.8.9.10",
  "http://localhost:3000",
  "http://[::1]:3000",
])("takes %s", (endpoint) => {
  expect(endpointIssue(endpoint)).toBeUndefined();
});

test.each([
  ["", "not a URL"],
  ["cloudfunctions.apigw.ntruss.com", "not a URL"],
  [7, "not a URL"],
  ["ftp://127.0.0.1", "scheme ftp"],
  ["file:///etc/hosts", "scheme file"],
  ["localhost:8080", "scheme localhost"],
  ["http://cloudfunctions.apigw.ntruss.com", "in clear to cloudfunctions.apigw.ntruss.com"],
  ["http://127.0.0.1.example.com", "in clear to 127.0.0.1.example.com"],
  ["http://localhost.example.com", "in clear"],
  ["http://10.0.0.1", "in clear"],
  ["http://0.0.0.0:80", "in clear"],
  ["http://[::2]", "in clear"],
  ["https://user:canary@example.com", "user name or password"],
  ["https://example.com/api/v2", "path, query or fragment"],
  ["https://example.com/?a=1", "path, query or fragment"],
  ["https://example.com/#a", "path, query or fragment"],
])("refuses %s: %s", (endpoint, why) => {
  const issue = endpointIssue(endpoint);
  expect(issue).toMatchObject({ pointer: "/endpoint", hint: expect.stringContaining("https://") });
  expect(issue?.reason).toContain(why);
  expect(JSON.stringify(issue)).not.toContain("canary");
});
