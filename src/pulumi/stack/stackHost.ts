import { SecretValue, UnknownValue, type Value, type ValueObject } from "../../model/value.ts";
import { resourceTypes, type ResourceType } from "../../stack/language/resourceTypes.ts";
import type { ProgramHost, ProgramResource, RegisteredResource } from "../../stack/run/host.ts";
import { fromStruct } from "../wire.ts";
import type { Monitor } from "./monitor.ts";
import { resourceRequest, type RequestContext } from "./resourceRequest.ts";

/** What {@link stackHost} needs to know of a run. */
export interface StackHostOptions extends RequestContext, Omit<ProgramHost, "registerResource"> {
  readonly monitor: Monitor;
  readonly isDryRun: boolean;
}

/** The engine as the host of a stack file: each resource is registered with the monitor. */
export function stackHost(options: StackHostOptions): ProgramHost {
  const { monitor, isDryRun, pulumi, readText, config } = options;
  return { pulumi, readText, config, registerResource };

  async function registerResource(step: ProgramResource): Promise<RegisteredResource> {
    const response = await monitor.register(resourceRequest(step, options));
    const urn = response.getUrn();
    const isMade = response.getResult() === 0;
    const outputs = isMade ? fromStruct(response.getObject()) : {};
    const { outputs: names }: ResourceType = resourceTypes[step.declaration.type];
    const id = response.getId();
    const label = (name: string): UnknownValue => new UnknownValue(`\${${step.name}.${name}}`);
    // In a preview the engine leaves out what the step will find out.
    const missing = Object.keys(names).filter((name) => outputs[name] === undefined);
    const filled: ValueObject = Object.fromEntries(
      missing.map((name): [string, Value] => [name, isDryRun || !isMade ? label(name) : null]),
    );
    return { urn, outputs: { ...filled, ...outputs, urn, id: id === "" ? label("id") : id } };
  }
}

/** The config of a project by name, without its prefix, out of a whole config. */
export function projectConfig(
  project: string,
  config: Iterable<readonly [key: string, value: string]>,
  isSecret: (key: string) => boolean,
): Readonly<Record<string, Value>> {
  const prefix = `${project}:`;
  const own = [...config].filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(
    own.map(([key, value]): [string, Value] => [
      key.slice(prefix.length),
      isSecret(key) ? new SecretValue(value) : value,
    ]),
  );
}
