import { expect, test } from "vitest";
import { cancelCommand } from "../../../../src/cli/stack/stackOptions.ts";

test("the command names the stack as this one did, and nothing more", () => {
  expect(cancelCommand("stack.yaml", "dev", {})).toBe("ncf cancel stack.yaml --stack dev");
  expect(cancelCommand(".", "acme/dev", { backend: "s3://b", configFile: "a.yaml", envFile: "b.env" })).toBe(
    "ncf cancel . --stack acme/dev --backend s3://b --config-file a.yaml --env-file b.env",
  );
});

test("words that a shell would take apart are quoted", () => {
  expect(cancelCommand("my stack's.yaml", "dev", { backend: "file:///a?b=c&d" })).toBe(
    String.raw`ncf cancel 'my stack'\''s.yaml' --stack dev --backend 'file:///a?b=c&d'`,
  );
});
