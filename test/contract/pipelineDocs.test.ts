import { readFileSync } from "node:fs";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/action-parser";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { codeBlocks, gitHubSteps, readPage, recipes } from "../support/recipes.ts";
import { ncf } from "../unit/cli/captured.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};
const action = readPage("action.yml");
const scripts = [
  ...recipes.flatMap(({ page, jobs }) =>
    jobs.flatMap(({ steps }) => steps.map(({ script }) => ({ page, script }))),
  ),
  ...codeBlocks("pulumi-deployments.md", "json").flatMap((text) => {
    const { operationContext } = JSON.parse(text) as {
      readonly operationContext: { readonly preRunCommands: readonly string[] };
    };
    return operationContext.preRunCommands.map((script) => ({ page: "pulumi-deployments.md", script }));
  }),
];

/** Mistakes that GitHub's own parser finds. */
function workflowMistakes(content: string): readonly string[] {
  const { context } = parseWorkflow({ name: "deploy.yml", content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

function actionMistakes(content: string): readonly string[] {
  const { context } = parseAction({ name: "action.yml", content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

describe("the files of GitHub Actions", () => {
  test.each(["ci.yml", "release.yml"])("of this repository have no mistake by it either: %s", (name) => {
    expect(workflowMistakes(readPage(`.github/workflows/${name}`))).toEqual([]);
  });

  test("have no errors in GitHub's own schema, and errors are detected", () => {
    const workflows = codeBlocks("github-actions.md", "yaml");
    expect(workflows).toHaveLength(2);
    for (const workflow of workflows) expect(workflowMistakes(workflow)).toEqual([]);
    expect(workflowMistakes((workflows[0] as string).replace("runs-on:", "run-on:"))).not.toEqual([]);
    expect(actionMistakes(action)).toEqual([]);
    expect(actionMistakes(action.replace("using: composite", "use: composite"))).not.toEqual([]);
  });

  test("put no expression into a script, so that no value can become a command", () => {
    const { jobs } = recipes.find(({ page }) => page === "github-actions.md") ?? { jobs: [] };
    const { runs } = parse(action) as {
      readonly runs: { readonly steps: Parameters<typeof gitHubSteps>[0] };
    };
    const all = [...jobs.flatMap(({ steps }) => steps), ...gitHubSteps(runs.steps)];
    expect(all.length).toBeGreaterThan(6);
    expect(all.filter(({ script }) => script.includes("${{"))).toEqual([]);
  });

  test("the page lists the inputs and outputs of action.yml, and it installs this version", () => {
    const { inputs, outputs } = parse(action) as {
      readonly inputs: Readonly<Record<string, { readonly default: string }>>;
      readonly outputs: Readonly<Record<string, unknown>>;
    };
    const [, section = ""] = readPage("docs/pipelines/github-actions.md").split("## The action");
    const listed = [...section.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);
    expect(listed).toEqual([...Object.keys(inputs), ...Object.keys(outputs)]);
    expect(inputs["version"]?.default).toBe(version);
  });
});

describe("the file of GitLab CI", () => {
  test("has jobs in the stages that it names, with scripts, artifacts and a limit of one deployment", () => {
    const [text = ""] = codeBlocks("gitlab-ci.md", "yaml");
    const file = parse(text) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    const { stages, variables, default: defaults, ...jobs } = file;
    expect(Object.values(jobs).map(({ stage }) => stage)).toEqual(stages);
    expect(defaults).toMatchObject({ image: expect.any(String), before_script: [expect.any(String)] });
    expect(Object.keys(variables ?? {})).toEqual(["PULUMI_BACKEND_URL"]);
    // Source: docs.gitlab.com ci/yaml [doc]
    const keywords = ["stage", "script", "artifacts", "rules", "environment", "resource_group", "retry"];
    for (const job of Object.values(jobs)) {
      expect(keywords).toEqual(expect.arrayContaining(Object.keys(job)));
      expect(job["script"]).toEqual(expect.arrayContaining([expect.stringMatching(/^ncf /)]));
    }
    expect(jobs["deploy"]).toMatchObject({
      resource_group: expect.any(String),
      retry: { max: 2, when: ["runner_system_failure", "stuck_or_timeout_failure"] },
    });
  });
});

test("the Jenkinsfile is balanced, and Groovy replaces nothing in its scripts", () => {
  const [text = ""] = codeBlocks("jenkins.md", "groovy");
  const code = text.replaceAll(/'''[\s\S]*?'''|'[^'\n]*'/g, "''").replaceAll(/\/\/.*$/gm, "");
  for (const [open, close] of [
    ["{", "}"],
    ["(", ")"],
  ] as const) {
    expect(code.split(open).length).toBe(code.split(close).length);
  }
  expect(code).not.toContain('"');
  expect(text.match(/'''/g)).toHaveLength(4);
});

test("the requests of NAVER and of Pulumi Deployments are JSON with the fields of their documentation", () => {
  const [build = "", pipeline = ""] = codeBlocks("naver-source.md", "json");
  expect(Object.keys(JSON.parse(build) as object)).toEqual(["name", "source", "env", "cmd", "artifact"]);
  expect(Object.keys(JSON.parse(pipeline) as object)).toEqual(["name", "tasks", "trigger"]);
  const [settings = ""] = codeBlocks("pulumi-deployments.md", "json");
  expect(Object.keys(JSON.parse(settings) as object)).toEqual([
    "sourceContext",
    "gitHub",
    "operationContext",
  ]);
});

describe("the commands of every pipeline", () => {
  const lines = scripts.flatMap(({ page, script }) =>
    [...script.matchAll(/^\s*(?:npx )?ncf (.*)$/gm)].map(([, line = ""]) => ({ page, line })),
  );

  test("exist, with the options that they use", async () => {
    for (const { line, page } of lines) {
      const [command = ""] = line.split(" ");
      const { out, code } = await ncf([command, "--help"]);
      expect({ page, command, code }).toMatchObject({ code: 0 });
      const options = [...line.matchAll(/ (--[a-z-]+)/g)].map(([, option = ""]) => option);
      expect(
        options.filter((option) => !new RegExp(`${option}\\b`).test(out)),
        `${page}: ${line}`,
      ).toEqual([]);
    }
  });

  test.each(recipes.map(({ page }) => page))(
    "%s validates, saves a plan, removes a lock and applies the plan",
    (page) => {
      expect(lines.filter((one) => one.page === page).map(({ line }) => line.split(" ")[0])).toEqual([
        "validate",
        "preview",
        "cancel",
        "up",
      ]);
      const [up] = lines.filter((one) => one.page === page).slice(-1);
      expect(up?.line).toMatch(/ --plan plan\.json --yes$/);
    },
  );

  test("install this version of the package, with the client of the bucket", () => {
    const installs = scripts.flatMap(({ script }) =>
      [...script.matchAll(/npm install .*$/gm)].map(([line]) => line),
    );
    expect(installs.length).toBeGreaterThan(5);
    for (const line of installs) {
      expect(line).toMatch(new RegExp(` pulumi-ncloud-functions@${version} @aws-sdk/client-s3@3$`));
    }
  });
});

test("no page puts a secret on a command line", () => {
  const secret = /SECRET|ACCESS_KEY|PASSPHRASE|--secret/;
  expect(scripts.filter(({ script }) => secret.test(script))).toEqual([]);
  expect(scripts.length).toBeGreaterThan(15);
});
