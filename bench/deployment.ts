import type { Command } from "./command.ts";

/** The measured steps of a deployment, in their order. */
export const deploymentSteps = ["preview", "up", "again"] as const;

/** `preview`: of all resources, before any exists. `up`: creates all of them. `again`: an `up` without changes. */
export type DeploymentStep = (typeof deploymentSteps)[number];

/** How the resources of a deployment are declared. */
export interface DeploymentShape {
  readonly count: number;
  /** Whether one resource with an `each` declares all of them. */
  readonly isEach?: boolean;
  /** Whether they have a params schema. */
  readonly hasSchema?: boolean;
}

/** A deployment of one contestant: its commands, and where it keeps its state. */
export interface Deployment {
  /** Writes the files of the project. */
  readonly write: () => void;
  /** Makes the empty stack. Not measured. */
  readonly init: Command;
  /** `up` where no stack exists yet. */
  readonly first?: Command;
  readonly commands: Readonly<Record<DeploymentStep, Command>>;
  /** File of the Pulumi state. */
  readonly stateFile?: string;
}

/** What a contestant's deployment is made from. */
export interface DeploymentOptions {
  /** A directory that does not exist yet. */
  readonly folder: string;
  readonly origin: string;
  /** Path of the Pulumi CLI. */
  readonly pulumi: string;
  readonly shape: DeploymentShape;
}

/** Returns this process's environment without what would steer a contestant, and with what is given. */
export function contestantEnvironment(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const steering = /^(NCF_|NCLOUD_|NCP_|PULUMI_|TF_|NODE_|(https?|all|no)_proxy$)/i;
  const kept = Object.entries(process.env).filter(([name]) => !steering.test(name));
  return { ...Object.fromEntries(kept), ...own };
}
