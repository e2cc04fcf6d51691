import { plainText } from "../diagnostics/safeText.ts";
import type { Ports } from "../ports/ports.ts";

/** Origin of a call in addition to its process and machine, from the environment. Contains no secrets. */
export interface CallOrigin {
  /** Name of the user, or of the user who started the CI run. */
  readonly user?: string;
  /** URL of the CI run, without credentials, query and fragment. */
  readonly run?: string;
}

type Env = Ports["env"];

const longestUser = 64;
const longestRun = 200;

const userVariables = [
  "GITHUB_ACTOR",
  "GITLAB_USER_LOGIN",
  "BUILDKITE_BUILD_CREATOR",
  "CIRCLE_USERNAME",
  "BUILD_USER_ID",
  "USER",
  "LOGNAME",
  "USERNAME",
];

/** Variables that contain the URL of the run. Pulumi itself reads `PULUMI_CI_BUILD_URL`. */
const runVariables = [
  "PULUMI_CI_BUILD_URL",
  "CI_JOB_URL",
  "CI_PIPELINE_URL",
  "BUILDKITE_BUILD_URL",
  "CIRCLE_BUILD_URL",
  "TRAVIS_JOB_WEB_URL",
  "DRONE_BUILD_LINK",
  "BUILD_URL",
];

/**
 * Reads the origin of a call from the environment: the user, and the run of GitHub Actions, GitLab
 * CI, Jenkins and others.
 */
export function callOrigin(env: Env): CallOrigin {
  const user = firstOf(env, userVariables);
  const run = readUrl(gitHubRun(env) ?? firstOf(env, runVariables));
  return {
    ...(user === undefined ? {} : { user: plainText(user).slice(0, longestUser) }),
    ...(run === undefined ? {} : { run }),
  };
}

// Source: docs.github.com, "Default environment variables" [doc]
function gitHubRun(env: Env): string | undefined {
  const [server, repository, run] = ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID"].map((name) =>
    firstOf(env, [name]),
  );
  if (server === undefined || repository === undefined || run === undefined) return undefined;
  const attempt = firstOf(env, ["GITHUB_RUN_ATTEMPT"]);
  return `${server}/${repository}/actions/runs/${run}${attempt === undefined ? "" : `/attempts/${attempt}`}`;
}

function firstOf(env: Env, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== "");
}

/** Returns a URL without credentials, query and fragment, which may contain tokens. */
function readUrl(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, host, pathname } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  const url = `${protocol}//${host}${pathname}`;
  return url.length > longestRun ? undefined : url;
}
