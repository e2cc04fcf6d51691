/** A program that this package finds on the machine or puts into the user's cache. */
export interface ToolDefinition {
  /** Name in messages: `Pulumi engine`. */
  readonly title: string;
  /** Name of the executable. */
  readonly program: string;
  /** Name of its directory below `~/.cache/ncf`. */
  readonly cacheName: string;
  /** The version that is downloaded or built, with the leading `v`. Its Go module pins the same one. */
  readonly pinnedVersion: string;
  /** The oldest usable version, without the leading `v`; the next major version is not usable. */
  readonly oldestVersion?: string;
  /** Arguments that make it print its version; without them, those in `probeArgs` only show that it runs. */
  readonly versionArgs?: readonly string[];
  /** Arguments with which a tool that prints no version exits with 0. */
  readonly probeArgs?: readonly string[];
  /** The Go main package that it is built from, a tool dependency of its Go module. */
  readonly goPackage: string;
  /** The Go variable that the linker sets to the version. */
  readonly goVersionVariable: string;
  /** Usual duration of the first build with Go, in messages. */
  readonly buildDuration: string;
  /** Directory of the Go module below `tools/`. @default `engine` */
  readonly goModule?: string;
  /** Addresses below which archives, and by version their lists of checksums, are published. @default there is no download */
  readonly download?: { readonly archives: string; readonly checksums: string };
  /** The tool whose official download holds this one too; without it, the tool has a download of its own. */
  readonly shippedWith?: ToolDefinition;
}

/** A tool that is installed and usable. */
export interface InstalledTool {
  /** Absolute path of the executable. */
  readonly path: string;
  /** As it says itself, without the leading `v`: `3.259.0`; `unknown` where it cannot be asked. */
  readonly version: string;
  /** Explanation of how it was found, as a clause: `found on PATH`. */
  readonly why: string;
}

/** The Pulumi CLI. Versions after 3.259.0 are no longer all a package of that Go module. */
export const engineTool: ToolDefinition = {
  title: "Pulumi engine",
  program: "pulumi",
  cacheName: "engine",
  pinnedVersion: "v3.259.0",
  // The peer dependency on `@pulumi/pulumi` starts with the same version.
  oldestVersion: "3.218.0",
  versionArgs: ["version"],
  download: {
    archives: "https://get.pulumi.com/releases/sdk",
    checksums: "https://github.com/pulumi/pulumi/releases/download",
  },
  goPackage: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  goVersionVariable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
  buildDuration: "4 minutes",
};

/** The language host of Pulumi YAML. Only this repository's tests use it. */
export const yamlHostTool: ToolDefinition = {
  title: "Pulumi YAML language host",
  program: "pulumi-language-yaml",
  cacheName: "yaml-host",
  pinnedVersion: "v1.38.1",
  probeArgs: ["-help"],
  goPackage: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  goVersionVariable: "github.com/pulumi/pulumi-yaml/pkg/version.Version",
  buildDuration: "2 minutes",
  shippedWith: engineTool,
};

/** A gateway that serves S3 over a directory. Only this repository's tests and measurements use it. */
export const s3GatewayTool: ToolDefinition = {
  title: "S3 gateway",
  program: "versitygw",
  cacheName: "s3-gateway",
  pinnedVersion: "v1.8.0",
  probeArgs: ["--version"],
  goPackage: "github.com/versity/versitygw/cmd/versitygw",
  goModule: "s3-gateway",
  goVersionVariable: "main.Version",
  buildDuration: "2 minutes",
};
