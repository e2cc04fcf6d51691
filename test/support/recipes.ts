import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { S3Gateway } from "./s3Gateway.ts";

/** One step of a job that runs a shell. */
export interface RecipeStep {
  readonly name: string;
  readonly script: string;
  /** The program and its options; the path of the script follows, then its arguments. */
  readonly shell: readonly string[];
  readonly args?: readonly string[];
  /** As the page has it: expressions are not replaced. */
  readonly env: Readonly<Record<string, string>>;
  readonly id?: string | undefined;
}

/** One job, which gets a machine of its own. */
export interface RecipeJob {
  readonly name: string;
  readonly steps: readonly RecipeStep[];
  /** Files that it passes to the jobs after it. */
  readonly leaves: readonly string[];
  /** Whether it takes what the jobs before it passed on. */
  readonly takes: boolean;
}

/** A pipeline on a page of `docs/pipelines`. */
export interface Recipe {
  readonly page: string;
  readonly jobs: readonly RecipeJob[];
  /** Whether the page has the killed job run again alone, with what the jobs before it passed on. */
  readonly repeatsJob: boolean;
  /** Whether the secrets are set outside the file: as variables of the project, or in the environment of the script. */
  readonly hasSecretsOutside: boolean;
}

/** Returns the text of a page, or of a file in the root of the repository. */
export function readPage(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
}

/** Returns the blocks of code in one language on a page. */
export function codeBlocks(page: string, language: string): readonly string[] {
  const text = readPage(`docs/pipelines/${page}`);
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, code = ""]) => code,
  );
}

function block(page: string, language: string): string {
  const [code] = codeBlocks(page, language);
  if (code === undefined) throw new Error(`${page} has no block of ${language}`);
  return code;
}

interface GitHubStepSource {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Reads the steps of a job of GitHub Actions, or of a composite action. */
export function gitHubSteps(
  steps: readonly GitHubStepSource[],
  env: Readonly<Record<string, string>> = {},
): readonly RecipeStep[] {
  return steps.flatMap(({ name, id, run, shell, env: own }) =>
    run === undefined
      ? []
      : [
          {
            name: name ?? run,
            id,
            script: run,
            // Source: docs.github.com actions workflow-syntax, jobs.<job_id>.steps[*].shell [doc]
            shell: shell === "bash" ? ["bash", "--noprofile", "--norc", "-eo", "pipefail"] : ["bash", "-e"],
            env: { ...env, ...own },
          },
        ],
  );
}

function gitHub(page: string): Recipe {
  const workflow = parse(block(page, "yaml")) as {
    readonly env: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<string, { readonly steps: readonly GitHubStepSource[] }>>;
  };
  const jobs = Object.entries(workflow.jobs).map(([name, { steps }]) => {
    const passed = steps.filter(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
    return {
      name,
      steps: gitHubSteps(steps, workflow.env),
      leaves: passed.map((step) => step.with?.["path"] ?? ""),
      takes: steps.some(({ uses }) => uses?.startsWith("actions/download-artifact@")),
    };
  });
  return { page, jobs, repeatsJob: true, hasSecretsOutside: false };
}

function gitLab(page: string): Recipe {
  const file = parse(block(page, "yaml")) as Readonly<Record<string, unknown>> & {
    readonly stages: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
    readonly default: { readonly before_script: readonly string[] };
  };
  const jobs = file.stages.map((stage) => {
    const [name, job] = Object.entries(file).find(
      ([, one]) => (one as { readonly stage?: string }).stage === stage,
    ) as [
      string,
      { readonly script: readonly string[]; readonly artifacts?: { readonly paths: readonly string[] } },
    ];
    const script = [...file.default.before_script, ...job.script].join("\n");
    return {
      name,
      // GitLab runs the lines of a job in one shell that ends at the first failure.
      steps: [{ name, script, shell: ["bash", "-eo", "pipefail"], env: file.variables }],
      leaves: job.artifacts?.paths ?? [],
      takes: true,
    };
  });
  return { page, jobs, repeatsJob: true, hasSecretsOutside: true };
}

function jenkins(page: string): Recipe {
  const file = block(page, "groovy");
  const [, environment = ""] = /environment \{\n([\s\S]*?)\n {2}\}/.exec(file) ?? [];
  const env = Object.fromEntries(
    [...environment.matchAll(/^\s*(\w+) = (?:credentials\()?'(.*?)'\)?$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  ) as Record<string, string>;
  const jobs = file
    .split(/^ {4}stage\('/m)
    .slice(1)
    .map((text) => {
      const name = text.slice(0, text.indexOf("'"));
      const scripts = [...text.matchAll(/sh '''\n([\s\S]*?)'''/g)].map(([, script = ""]) => script);
      return {
        name,
        steps: scripts.map((script) => ({ name, script, shell: ["sh", "-xe"], env })),
        leaves: [...text.matchAll(/\bstash name: '\w+', includes: '(.*?)'/g)].map(([, path = ""]) => path),
        takes: /\bunstash '/.test(text),
      };
    });
  return { page, jobs, repeatsJob: true, hasSecretsOutside: false };
}

function shellScript(page: string): Recipe {
  const steps = [{ name: "deploy.sh", script: block(page, "sh"), shell: ["sh"], args: ["r42"], env: {} }];
  return {
    page,
    jobs: [{ name: "deploy", steps, leaves: [], takes: false }],
    repeatsJob: false,
    hasSecretsOutside: true,
  };
}

function sourceBuild(page: string): Recipe {
  const { env, cmd } = JSON.parse(block(page, "json")) as {
    readonly env: { readonly envVars: readonly { readonly key: string; readonly value: string }[] };
    readonly cmd: Readonly<Record<"pre" | "build" | "post", readonly string[]>>;
  };
  const variables = Object.fromEntries(env.envVars.map(({ key, value }) => [key, value]));
  const steps = [...cmd.pre, ...cmd.build, ...cmd.post].map((script) => ({
    name: script,
    script,
    shell: ["sh", "-e"],
    env: variables,
  }));
  return {
    page,
    jobs: [{ name: "build", steps, leaves: [], takes: false }],
    repeatsJob: false,
    hasSecretsOutside: false,
  };
}

/** The pipelines whose commands run the whole deployment. */
export const recipes: readonly Recipe[] = [
  gitHub("github-actions.md"),
  gitLab("gitlab-ci.md"),
  jenkins("jenkins.md"),
  shellScript("shell.md"),
  sourceBuild("naver-source.md"),
];

/** Reads the outputs of a step as the runner does. */
export function readStepOutputs(path: string): Readonly<Record<string, string>> {
  if (!existsSync(path)) return {};
  const found = readFileSync(path, "utf8").matchAll(/^([\w-]+)<<(ncf_\w+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...found].map(([, name = "", , value = ""]) => [name, value]));
}

/** Writes the bucket and the region of the test where the pages have NAVER's. */
export function inTestBucket(
  text: string,
  { endpoint }: Pick<S3Gateway, "endpoint">,
  bucket: string,
): string {
  return text
    .replaceAll("s3://orders-state/", `s3://${bucket}/`)
    .replaceAll("https://kr.object.ncloudstorage.com", endpoint)
    .replaceAll("kr-standard", "us-east-1");
}
