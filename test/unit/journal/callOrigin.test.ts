import { expect, test } from "vitest";
import { callOrigin } from "../../../src/journal/callOrigin.ts";
import { claim, scene } from "./scene.ts";

test.each([
  [
    "GitHub Actions",
    {
      USER: "runner",
      GITHUB_ACTOR: "mina",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "shop/api",
      GITHUB_RUN_ID: "71",
      GITHUB_RUN_ATTEMPT: "2",
    },
    { user: "mina", run: "https://github.com/shop/api/actions/runs/71/attempts/2" },
  ],
  [
    "GitLab CI",
    { GITLAB_USER_LOGIN: "mina", CI_JOB_URL: "https://gitlab.example/shop/-/jobs/9" },
    { user: "mina", run: "https://gitlab.example/shop/-/jobs/9" },
  ],
  ["Jenkins", { BUILD_URL: "http://ci:8080/job/shop/12/" }, { run: "http://ci:8080/job/shop/12/" }],
  ["a shell", { USER: "mina" }, { user: "mina" }],
  ["an empty environment", { USER: " ", BUILD_URL: "" }, {}],
])("in %s it is the user and the run", (_where, env, origin) => {
  expect(callOrigin(env)).toEqual(origin);
});

test("credentials, tokens, control characters and long strings stay out of it", () => {
  const run = (url: string): string | undefined => callOrigin({ BUILD_URL: url }).run;
  expect(run("https://bot:canary@ci.example/1?token=canary#canary")).toBe("https://ci.example/1");
  expect(run("javascript:canary")).toBeUndefined();
  expect(run(`https://ci.example/${"x".repeat(300)}`)).toBeUndefined();
  expect(callOrigin({ USER: `mi\u001b[31mna${"x".repeat(300)}` }).user).toMatch(/^mi \[31mnax{1,60}$/);
});

test("the journal keeps it, with the attempts that a later end does not know", async () => {
  const { files, open } = scene();
  const journal = await open({ user: "mina" });
  const entry = await claim(journal, "k");
  await journal.end(entry, { kind: "pending", activationId: "a1", attempts: 2 });
  await journal.end(entry, { kind: "succeeded", activationId: "a1", durationMs: 12 });
  await journal.close();
  const read = await (await scene(files).open()).find("k");
  expect(read).toMatchObject({
    by: { user: "mina" },
    end: { kind: "succeeded", activationId: "a1", attempts: 2, durationMs: 12 },
  });
});
