import type { PulumiFn, StackSettings } from "@pulumi/pulumi/automation/index.js";
import type { Engine } from "../engine/install/Engine.ts";

/** Which stack, in which backend, and the program that declares its resources. */
export interface StackOptions {
  readonly engine: Engine;
  /** Name of the project. */
  readonly project: string;
  /** Name of the stack. */
  readonly stack: string;
  /** Where state is kept: `file:///existing/folder`, `s3://…`, or a Pulumi Cloud URL. */
  readonly backendUrl: string;
  /** Folder for the project's and the stack's settings while the stack is open; the SDK would make one and leave it. */
  readonly workDir: string;
  /** Folder for what Pulumi keeps beside the state: logs, plugins. */
  readonly pulumiHome: string;
  readonly program: PulumiFn;
  /** Environment of engine and provider, over this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** The stack's settings, as a file `Pulumi.<stack>.yaml` holds them; `config` goes over theirs. */
  readonly settings?: StackSettings;
  /** The stack's config, `ncf:region` and so on. */
  readonly config?: Readonly<Record<string, ConfigValue>>;
  /** Whether a stack that is not there is made. @default true */
  readonly canMake?: boolean;
}

/** A value of a stack's config; a secret one is encrypted in the stack's settings. */
export interface ConfigValue {
  readonly value: string;
  readonly isSecret?: boolean;
}
