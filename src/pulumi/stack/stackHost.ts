import { SecretValue, UnknownValue, type Value } from "../../model/value.ts";
import { resourceTypes, type ResourceType } from "../../stack/language/resourceTypes.ts";
import type { ProgramHost, ProgramResource, RegisteredResource } from "../../stack/run/host.ts";
import { fromWire } from "../wire.ts";
import type { Monitor } from "./monitor.ts";
import { resources } from "./monitorProtocol.ts";
import { resourceRequest, type RequestContext } from "./resourceRequest.ts";

/** Options of {@link stackHost}. */
export interface StackHostOptions extends RequestContext, Omit<ProgramHost, "registerResource"> {
  readonly monitor: Monitor;
}

/** Returns the engine as the host of a stack file: registers each resource with the monitor. */
export function stackHost(options: StackHostOptions): ProgramHost {
  const { monitor, isPreview, pulumi, readText, config } = options;
  return { isPreview, pulumi, readText, config, registerResource };

  async function registerResource(step: ProgramResource): Promise<RegisteredResource> {
    const response = await monitor.register(resourceRequest(step, options));
    const unknown = (name: string): UnknownValue => new UnknownValue(`\${${step.name}.${name}}`);
    const isMade = response.getResult() === resources.Result.SUCCESS;
    const outputs = isMade
      ? fromWire(response.getObject())
      : Object.fromEntries(outputNames(step).map((name) => [name, unknown(name)]));
    const [id, urn] = [response.getId(), response.getUrn()];
    return { urn, outputs: { ...outputs, urn, id: id === "" ? unknown("id") : id } };
  }
}

function outputNames({ declaration }: ProgramResource): readonly string[] {
  const { outputs }: ResourceType = resourceTypes[declaration.type];
  return Object.keys(outputs);
}

/** Returns the config of a project by name, without its prefix, from the whole config. */
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
