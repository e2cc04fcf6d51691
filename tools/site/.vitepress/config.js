// @ts-check
import { defineConfig } from "vitepress";

const start = [
  { text: "Overview", link: "/" },
  { text: "Stack files", link: "/docs/stack-file" },
  { text: "Commands", link: "/docs/cli" },
  { text: "One-shot calls", link: "/docs/invoke" },
  { text: "Hooks", link: "/docs/hooks" },
  { text: "Checks", link: "/docs/checks" },
  { text: "Emulator", link: "/docs/emulator" },
  { text: "Reports", link: "/docs/report" },
  { text: "Traces", link: "/docs/traces" },
  { text: "JSON events", link: "/docs/json-events" },
  { text: "Errors", link: "/docs/errors" },
];
const languages = ["YAML", "Python", "Go", "C#", "Java"].map((text) => ({
  text,
  link: `/docs/languages/${text.replace("#", "sharp").toLowerCase()}`,
}));
const pipelines = [
  { text: "Overview", link: "/docs/pipelines/" },
  { text: "GitHub Actions", link: "/docs/pipelines/github-actions" },
  { text: "GitLab CI", link: "/docs/pipelines/gitlab-ci" },
  { text: "Jenkins", link: "/docs/pipelines/jenkins" },
  { text: "NAVER SourcePipeline", link: "/docs/pipelines/naver-source" },
  { text: "Pulumi Deployments", link: "/docs/pipelines/pulumi-deployments" },
  { text: "Shell", link: "/docs/pipelines/shell" },
];
const background = [
  { text: "Security", link: "/docs/security" },
  { text: "Reliability", link: "/docs/reliability" },
  { text: "Performance", link: "/docs/performance" },
  { text: "Architecture", link: "/docs/architecture" },
  { text: "Examples", link: "/stacks/" },
  { text: "Contributing", link: "/CONTRIBUTING" },
  { text: "Changelog", link: "/CHANGELOG" },
];

export default defineConfig({
  title: "pulumi-ncloud-functions",
  description: "Call a NAVER Cloud Functions action as a part of a Pulumi deployment",
  lang: "en-US",
  srcDir: "pages",
  outDir: "../../build/site",
  cacheDir: "node_modules/.vitepress-cache",
  cleanUrls: true,
  // The pages write `${{ … }}` of GitHub; Vue would evaluate it.
  markdown: {
    config: ({ renderer: { rules } }) => {
      const { code_inline: code } = rules;
      rules.code_inline = (tokens, at, ...rest) => {
        tokens[at]?.attrSet("v-pre", "");
        return code?.(tokens, at, ...rest) ?? "";
      };
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: { level: [2, 3] },
    sidebar: [
      { text: "Use", items: start },
      { text: "Languages", items: languages },
      { text: "Pipelines", items: pipelines },
      { text: "Background", items: background },
    ],
    socialLinks: [
      { icon: "github", link: "https://github.com/pulumi-ncloud-functions/pulumi-ncloud-functions" },
    ],
  },
});
