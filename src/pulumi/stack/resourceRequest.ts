import { createRequire } from "node:module";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type messages from "@pulumi/pulumi/proto/resource_pb.js";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { findResourceDefinition } from "../../model/resources.ts";
import { SecretValue, type Value, type ValueObject } from "../../model/value.ts";
import { importInput } from "../../resource/diffInvocation.ts";
import type { ProgramResource } from "../../stack/run/host.ts";
import { toWire } from "../wire.ts";
import { aliases as aliasMessages, resources, sources } from "./monitorProtocol.ts";

/** Shared context of the resources of one run. */
export interface RequestContext {
  /** Absolute path of the stack file. */
  readonly path: string;
  /** Path in source positions; the engine displays it relative to the project. */
  readonly sourcePath: string;
  /** Directory that the engine starts plugins in. */
  readonly pluginFolder: string;
  /** URN of the stack. */
  readonly rootUrn: string;
}

/**
 * Builds the request that registers a resource of a stack file. @throws NcfError
 * NCF_STACK_UNSUPPORTED when `@pulumi/command` is not installed
 */
export function resourceRequest(
  step: ProgramResource,
  context: RequestContext,
): messages.RegisterResourceRequest {
  const { name, declaration, propertyDependencies, dependsOn, parent = context.rootUrn } = step;
  const { type, nameRange } = declaration;
  const ofProperties = Object.values(propertyDependencies).flat();
  const request = new resources.RegisterResourceRequest()
    .setName(name)
    .setParent(parent)
    .setCustom(true)
    .setDependenciesList([...new Set([...dependsOn, ...ofProperties])])
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setSupportspartialvalues(true)
    .setSupportsresultreporting(true)
    .setAliasspecs(true)
    .setSourceposition(
      new sources.SourcePosition()
        .setUri(pathToFileURL(context.sourcePath).href)
        .setLine(nameRange.start.line)
        .setColumn(nameRange.start.column),
    );
  const dependencies = request.getPropertydependenciesMap();
  for (const [property, urns] of Object.entries(propertyDependencies)) {
    if (urns.length === 0) continue;
    dependencies.set(
      property,
      new resources.RegisterResourceRequest.PropertyDependencies().setUrnsList([...urns]),
    );
  }
  setOptions(request, step);
  const own = findResourceDefinition(type);
  return own === undefined
    ? setCommand(request, step, context)
    : request.setType(own.token).setObject(toWire(withImport(step)));
}

function setOptions(
  request: messages.RegisterResourceRequest,
  { name, declaration: { name: declared, options } }: ProgramResource,
): void {
  const { protect, retainOnDelete, deleteBeforeReplace, customTimeouts, aliases = [] } = options;
  const { ignoreChanges = [], replaceOnChanges = [], additionalSecretOutputs = [] } = options;
  if (protect !== undefined) request.setProtect(protect);
  if (retainOnDelete !== undefined) request.setRetainondelete(retainOnDelete);
  if (deleteBeforeReplace !== undefined) {
    request.setDeletebeforereplace(deleteBeforeReplace).setDeletebeforereplacedefined(true);
  }
  if (ignoreChanges.length > 0) request.setIgnorechangesList([...ignoreChanges]);
  if (replaceOnChanges.length > 0) request.setReplaceonchangesList([...replaceOnChanges]);
  if (additionalSecretOutputs.length > 0)
    request.setAdditionalsecretoutputsList([...additionalSecretOutputs]);
  // With each, the items of both names have the same keys.
  const item = name.slice(declared.length);
  if (aliases.length > 0) request.setAliasesList(aliases.map((alias) => aliasOf(alias, item)));
  if (customTimeouts === undefined) return;
  const { create, update, delete: remove } = customTimeouts;
  const timeouts = new resources.RegisterResourceRequest.CustomTimeouts();
  if (create !== undefined) timeouts.setCreate(create);
  if (update !== undefined) timeouts.setUpdate(update);
  if (remove !== undefined) timeouts.setDelete(remove);
  request.setCustomtimeouts(timeouts);
}

function withImport({ properties, declaration: { options } }: ProgramResource): ValueObject {
  return options.import === undefined ? properties : { ...properties, [importInput]: options.import };
}

function aliasOf(
  alias: string | { readonly name: string },
  item: string,
): InstanceType<typeof aliasMessages.Alias> {
  const name = typeof alias === "string" ? alias : alias.name;
  if (name.startsWith("urn:")) return new aliasMessages.Alias().setUrn(name);
  return new aliasMessages.Alias().setSpec(new aliasMessages.Alias.Spec().setName(name + item));
}

/** Registers what the classes of `@pulumi/command` register. */
function setCommand(
  request: messages.RegisterResourceRequest,
  { declaration: { type, options }, properties }: ProgramResource,
  context: RequestContext,
): messages.RegisterResourceRequest {
  const isRemote = type === "command:remote:Command";
  const secrets = [...(options.additionalSecretOutputs ?? []), ...(isRemote ? ["connection"] : [])];
  return request
    .setType(type)
    .setVersion(commandVersion())
    .setReplaceonchangesList([...(options.replaceOnChanges ?? []), "triggers[*]"])
    .setAdditionalsecretoutputsList(secrets)
    .setObject(
      toWire({
        ...(isRemote ? withConnection(properties) : { ...properties, ...placedIn(properties, context) }),
        ...(properties["environment"] === undefined
          ? {}
          : { environment: asTexts(properties["environment"]) }),
      }),
    );
}

/**
 * Converts numbers and booleans of results to strings: the plugin accepts only strings, and the
 * action has already run.
 */
function asTexts(value: Value): Value {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof SecretValue) return new SecretValue(asTexts(value.value));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, asTexts(part)]));
}

/**
 * Returns the directory of a command: that of the stack file, relative to the plugin's, so that it
 * does not depend on the location of the project.
 */
function placedIn({ dir }: ValueObject, { path, pluginFolder }: RequestContext): ValueObject {
  const stackFolder = dirname(path);
  const place = (value: Value | undefined): Value | undefined => {
    if (value instanceof SecretValue) return new SecretValue(place(value.value) ?? null);
    if (value === undefined || value === null) return relative(pluginFolder, stackFolder);
    if (typeof value !== "string" || isAbsolute(value)) return value;
    return relative(pluginFolder, resolve(stackFolder, value));
  };
  const placed = place(dir);
  // An empty path is the plugin's own directory, which needs no input.
  return placed === undefined || placed === "" ? {} : { dir: placed };
}

const connectionDefaults = { port: 22, user: "root", dialErrorLimit: 10, perDialTimeout: 15 };

function withConnection(properties: ValueObject): ValueObject {
  const { connection } = properties;
  if (connection === undefined) return properties;
  const filled = withDefaults(connection);
  return {
    ...properties,
    connection: filled instanceof SecretValue ? filled : new SecretValue(filled),
  };
}

function withDefaults(value: Value): Value {
  if (value instanceof SecretValue) return new SecretValue(withDefaults(value.value));
  if (!isPlainObject(value)) return value;
  const { proxy } = value;
  return { ...connectionDefaults, ...value, ...(proxy === undefined ? {} : { proxy: withDefaults(proxy) }) };
}

function isPlainObject(value: Value): value is ValueObject {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

let version: string | undefined;

/**
 * Returns the version of the installed `@pulumi/command`, which is that of the plugin.
 * @throws NcfError NCF_STACK_UNSUPPORTED when it is not installed
 */
export function commandVersion(): string {
  try {
    const require = createRequire(import.meta.url);
    version ??= (require("@pulumi/command/package.json") as { readonly version: string }).version;
    return version;
  } catch (cause) {
    throw new NcfError("NCF_STACK_UNSUPPORTED", {
      reason: "the file declares commands, and the package @pulumi/command is not installed",
      hint: "npm install @pulumi/command",
      cause,
    });
  }
}
