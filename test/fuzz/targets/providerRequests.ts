import type { sendUnaryData, ServerUnaryCall, Server, MethodDefinition } from "@grpc/grpc-js";
import { createCheckLifecycle } from "../../../src/check/createCheckLifecycle.ts";
import { CloudFunctions } from "../../../src/client/cloudFunctions.ts";
import { noJournal } from "../../../src/journal/journal.ts";
import { hashParams } from "../../../src/journal/hashParams.ts";
import { Secret } from "../../../src/model/secret.ts";
import type { Processes } from "../../../src/ports/processes.ts";
import { serveProvider } from "../../../src/pulumi/serveProvider.ts";
import { addProvider } from "../../../src/pulumi/grpcProvider.ts";
import { signatureKey, signatures, unknownString } from "../../../src/pulumi/marks.ts";
import { grpc, providers, structs } from "../../../src/pulumi/protocol.ts";
import { EngineValue, SecretValue, type Value } from "../../../src/model/value.ts";
import { fromWire } from "../../../src/pulumi/wire.ts";
import { createLifecycle } from "../../../src/resource/createLifecycle.ts";
import { readActivation } from "../../../src/resource/readActivation.ts";
import type { Runtime, RuntimeOptions } from "../../../src/runtime.ts";
import type { FuzzTarget, Problem } from "../FuzzTarget.ts";
import { shown } from "../FuzzTarget.ts";
import { mutateBytes, oddCharacters } from "../mutate.ts";
import type { Random } from "../Random.ts";

/** A provider keeps what it was configured with; a new one after so many requests. */
const requestsPerProvider = 500;
const canary = "canary-5d1f";
const id = "0123456789abcdef0123456789abcdef";
const self = { host: "one", pid: 1, startedAt: "boot" };

/** Requests of the engine, with random and damaged messages, given to the handlers in this process. */
export const providerRequests: FuzzTarget = {
  name: "provider requests",
  law: "one response, which can be sent; no bug is reported; a check, a diff and a preview send nothing, and any other step calls at most once; a marked secret is in no message",
  open: async () => {
    let group = -1;
    let provider = createProvider(() => 0.5);
    return {
      run: async (random) => {
        const shared = random.group(requestsPerProvider);
        if (shared.number !== group) {
          group = shared.number;
          provider = createProvider(random.fraction);
        }
        const { method, bytes, isWhole } = makeRequest(random);
        const problem = await wrongWith(provider, method, bytes, isWhole);
        return problem === undefined
          ? undefined
          : `${problem}: ${method.name} ${bytes.toString("hex")} ${shown(bytes.toString("latin1"))}`;
      },
    };
  },
};

/** Makes the bytes of a request, half of them damaged. */
function makeRequest(random: Random): {
  readonly method: Method;
  readonly bytes: Buffer;
  readonly isWhole: boolean;
} {
  const method = random.pick(methods);
  const request = method.make(random) as { readonly serializeBinary: () => Uint8Array };
  const whole = Buffer.from(request.serializeBinary());
  return random.oneIn(2)
    ? { method, bytes: whole, isWhole: true }
    : { method, bytes: mutateBytes(whole, random), isWhole: false };
}

/** Requests over a socket, as the engine sends them. Each costs ten times as much. */
export const socketRequests: FuzzTarget = {
  name: "provider requests over a socket",
  law: "one response each, and the server goes on; no bug is reported",
  share: 0.05,
  open: async () => {
    const server = await serveProvider({
      onEvent: () => {},
      createRuntime: ({ settings }) =>
        createRuntime(
          settings,
          makeSend(
            () => 0.5,
            () => {},
          ),
          () => 0.5,
        ),
    });
    const client = new grpc.Client(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
    const asIs = (bytes: Buffer): Buffer => bytes;
    return {
      run: async (random) => {
        const { method, bytes } = makeRequest(random);
        const path = `/pulumirpc.ResourceProvider/${method.name[0]?.toUpperCase()}${method.name.slice(1)}`;
        const details = await new Promise<string>((resolve) => {
          client.makeUnaryRequest(path, asIs, asIs, bytes, (error) => resolve(error?.details ?? ""));
        });
        return isBug(details)
          ? `${method.name} fails with ${shown(details)}: ${bytes.toString("hex")}`
          : undefined;
      },
      close: async () => {
        client.close();
        await server.close();
      },
    };
  },
};

function isBug(details: string): boolean {
  return /NCF_BUG|TypeError|Cannot read|is not a function|undefined/.test(details);
}

interface Method {
  readonly name: string;
  readonly make: (random: Random) => unknown;
  /** Whether a request may call an action. */
  readonly mayPost: (request: { readonly getPreview?: () => boolean }) => boolean;
}

const never = (): boolean => false;
const unlessPreview: Method["mayPost"] = (request) => request.getPreview?.() !== true;

const methods: readonly Method[] = [
  {
    name: "checkConfig",
    make: (random) => new providers.CheckRequest().setUrn(urn(random)).setNews(config(random)),
    mayPost: never,
  },
  {
    name: "diffConfig",
    make: (random) => new providers.DiffRequest().setOldInputs(config(random)).setNews(config(random)),
    mayPost: never,
  },
  {
    name: "configure",
    make: (random) => new providers.ConfigureRequest().setUrn(urn(random)).setArgs(config(random)),
    mayPost: never,
  },
  {
    name: "check",
    make: (random) =>
      new providers.CheckRequest().setUrn(urn(random)).setOlds(inputs(random)).setNews(inputs(random)),
    mayPost: never,
  },
  {
    name: "diff",
    make: (random) =>
      new providers.DiffRequest()
        .setId(id)
        .setUrn(urn(random))
        .setOlds(outputs(random))
        .setOldInputs(inputs(random))
        .setNews(inputs(random)),
    mayPost: never,
  },
  {
    name: "create",
    make: (random) =>
      new providers.CreateRequest()
        .setUrn(urn(random))
        .setProperties(inputs(random))
        .setPreview(random.oneIn(2))
        .setTimeout(timeout(random)),
    mayPost: unlessPreview,
  },
  {
    name: "update",
    make: (random) =>
      new providers.UpdateRequest()
        .setId(id)
        .setUrn(urn(random))
        .setOlds(outputs(random))
        .setOldInputs(inputs(random))
        .setNews(inputs(random))
        .setPreview(random.oneIn(2))
        .setTimeout(timeout(random)),
    mayPost: unlessPreview,
  },
  {
    name: "read",
    make: (random) => {
      const request = new providers.ReadRequest()
        .setId(random.pick([id, "", `db/migrate/${id}`, "nosuch"]))
        .setUrn(urn(random));
      if (!random.oneIn(3))
        request.setProperties(random.oneIn(2) ? outputs(random) : inputs(random)).setInputs(inputs(random));
      return request;
    },
    mayPost: never,
  },
  {
    name: "delete",
    make: (random) =>
      new providers.DeleteRequest()
        .setId(id)
        .setUrn(urn(random))
        .setProperties(outputs(random))
        .setOldInputs(inputs(random))
        .setTimeout(timeout(random)),
    mayPost: () => true,
  },
  {
    name: "invoke",
    make: (random) =>
      new providers.InvokeRequest()
        .setTok(random.pick(["ncf:index:getActivation", "ncf:index:invokeAction", "ncf:index:x", ""]))
        .setArgs(inputs(random))
        .setPreview(random.oneIn(2)),
    mayPost: unlessPreview,
  },
];

const timeout = (random: Random): number => random.pick([0, 0, 0, 1, 60, -1, 1e9, Infinity, NaN]);

function urn(random: Random): string {
  const type = random.pick([
    "ncf:index:ActionInvocation",
    "ncf:index:ActionInvocation",
    "ncf:index:ActionCheck",
    "my:index:Site$ncf:index:ActionInvocation",
    "ncf:index:X",
  ]);
  const name = random.pick(["migrate", "migrate", "a b", "::", "$", "한", ...oddCharacters]);
  return random.oneIn(20)
    ? random.pick(["", "urn:pulumi:dev", name])
    : `urn:pulumi:dev::shop::${type}::${name}`;
}

const secretMark = (value: unknown): unknown => ({ [signatureKey]: signatures.secret, value });
const values: readonly unknown[] = [
  "hello",
  "db",
  "migrate",
  "",
  0,
  1,
  -1,
  0.5,
  2 ** 60,
  1e308,
  true,
  false,
  null,
  [],
  {},
  unknownString,
  secretMark(canary),
  secretMark(unknownString),
  secretMark({ a: canary }),
  { [signatureKey]: signatures.output, value: "x", secret: true },
  { [signatureKey]: signatures.output },
  { [signatureKey]: "c44067f5952c0a294b673a41bacd8c17", path: "/etc/passwd" },
  { [signatureKey]: 5 },
  { [signatureKey]: signatures.secret },
  { [signatureKey]: signatures.secret, plaintext: '{"a":1}' },
  { [signatureKey]: signatures.secret, plaintext: "{" },
  "ncf-escaped:\\u0041",
  "ncf-escaped:\\",
  "5s",
  "1000h",
  "PT5S",
  "http://127.0.0.1:1",
  "fail",
  "reinvoke",
  "adopt",
  { type: "object" },
  { type: "nosuch" },
  { pattern: "^(a+)+$" },
  { $ref: "#" },
  { packageName: "db", actionName: "undo", params: { k: "${previous.params.a}" } },
  [[[[[]]]]],
];
const inputNames = [
  "actionName",
  "packageName",
  "params",
  "paramsSchema",
  "resultSchema",
  "triggers",
  "timeout",
  "waitFor",
  "retry",
  "onUnknown",
  "idempotencyParam",
  "region",
  "site",
  "apiVersion",
  "platform",
  "endpoint",
  "onUpdate",
  "onDelete",
  "success",
  "successes",
  "every",
  "within",
  "attempts",
  "logs",
  "keepLogs",
  "activationId",
  "__defaults",
  "__proto__",
  "toString",
  "nosuch",
  signatureKey,
  "",
];

function inputs(random: Random) {
  return struct({ ...(random.oneIn(6) ? {} : { actionName: "hello" }), ...someOf(inputNames, random) });
}

function outputs(random: Random) {
  const state = {
    actionName: "hello",
    activationId: id,
    outcome: "succeeded",
    result: { ok: true },
    address: "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/-/actions/hello?platform=classic",
    attempts: 1,
    invokedAt: 1_700_000_000_000,
    ...someOf([...inputNames, "outcome", "result", "status", "__state", "startedAt", "durationMs"], random),
  };
  const version = {
    version: 1,
    generation: 1,
    fingerprint: "f",
    key: { project: "shop", stack: "dev", name: "migrate" },
    called: { packageName: "-", actionName: "hello" },
    ...someOf(
      ["version", "generation", "key", "secretPointers", "fingerprint", "settledAt", "called", "address"],
      random,
    ),
  };
  return struct({
    ...state,
    ...(random.oneIn(4) ? {} : { __state: random.oneIn(3) ? random.pick(values) : version }),
  });
}

function config(random: Random) {
  return struct(
    someOf(
      [
        "accessKey",
        "secretKey",
        "region",
        "site",
        "endpoint",
        "callsInFlight",
        "callsPerSecond",
        "rerun",
        "profile",
        "version",
        "nosuch",
        "__internal",
      ],
      random,
    ),
  );
}

function someOf(names: readonly string[], random: Random): Record<string, unknown> {
  return Object.fromEntries(random.list(4, () => [random.pick(names), makeValue(random, 2)]));
}

function makeValue(random: Random, depth: number): unknown {
  if (depth > 0 && random.oneIn(5)) return random.list(3, () => makeValue(random, depth - 1));
  if (depth > 0 && random.oneIn(5))
    return someOf(["a", "b", "c", "toString", "__proto__", signatureKey, "value"], random);
  return random.oneIn(15) ? random.pick(oddCharacters) : random.pick(values);
}

/** Makes a struct with the marks as they are. */
function struct(object: Record<string, unknown>) {
  return structs.Struct.fromJavaScript(object as Parameters<typeof structs.Struct.fromJavaScript>[0]);
}

type Handle = (call: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<unknown>) => void;

interface Provider {
  readonly service: Readonly<Record<string, MethodDefinition<unknown, unknown>>>;
  readonly handlers: Readonly<Record<string, Handle>>;
  readonly posts: () => number;
}

/** A provider whose cloud is a function, and whose clock never waits. */
function createProvider(random: () => number): Provider {
  let service: Provider["service"] = {};
  let handlers: Provider["handlers"] = {};
  let posts = 0;
  const server = {
    addService: (definition: Provider["service"], implementation: Provider["handlers"]) => {
      [service, handlers] = [definition, implementation];
    },
  };
  const send = makeSend(random, () => (posts += 1));
  addProvider(server as unknown as Server, {
    onEvent: () => {},
    createRuntime: ({ settings }) => createRuntime(settings, send, random),
  });
  return { service, handlers, posts: () => posts };
}

/** The cloud: its responses are whatever chance gives. */
function makeSend(random: () => number, onPost: () => void) {
  let gets = 0;
  return async ({ method }: { readonly method: string }) => {
    if (method === "POST") onPost();
    else gets += 1;
    const isFound = method === "POST" ? random() < 0.7 : gets % 5 === 0;
    const body = isFound
      ? {
          content: {
            activationId: id,
            name: "hello",
            start: 1,
            end: 2,
            duration: 1,
            response: { result: { ok: true, error: canary }, status: "success", success: random() < 0.8 },
          },
        }
      : random() < 0.5
        ? { content: { activationId: id } }
        : { error: { errorCode: "80301", message: `no ${canary}` } };
    return {
      kind: "response" as const,
      status: isFound ? 200 : random() < 0.5 ? 200 : 404,
      headers: {},
      body: Buffer.from(JSON.stringify(body)),
    };
  };
}

function createRuntime(settings: RuntimeOptions["settings"], send: unknown, random: () => number): Runtime {
  let now = Date.UTC(2026, 0, 15);
  const clock = {
    now: () => now,
    sleep: async (ms: number) => void (now += Math.max(1, Math.min(ms, 1e12))),
  };
  const secretKey = new Secret("secret-key");
  const functions = new CloudFunctions({
    clock,
    random,
    credentials: { accessKey: "a", secretKey, source: "test" },
    transport: { send, close: async () => {} } as ConstructorParameters<
      typeof CloudFunctions
    >[0]["transport"],
  });
  const processes: Processes = { self, stateOf: () => "gone" };
  const shared = { clock, settings, functions: () => functions, secrets: () => ["secret-key"] };
  const lifecycle = createLifecycle({
    ...shared,
    journal: async () => noJournal(self),
    journalOptions: () => undefined,
    processes: () => processes,
    hashParams: (params) => hashParams(params, secretKey),
  });
  return {
    lifecycle,
    checks: createCheckLifecycle(shared),
    readActivation: (args) =>
      readActivation(args, {
        defaults: settings.address,
        functions: () => functions,
        secrets: shared.secrets,
      }),
    steps: undefined as unknown as Runtime["steps"],
    stop: () => {},
    close: async () => {},
  };
}

async function wrongWith(
  provider: Provider,
  { name, mayPost }: Method,
  bytes: Buffer,
  isWhole: boolean,
): Promise<Problem> {
  const definition = provider.service[name] as MethodDefinition<unknown, unknown>;
  let request: unknown;
  try {
    request = definition.requestDeserialize(bytes);
  } catch {
    // gRPC refuses it.
    return isWhole ? "a whole message cannot be read" : undefined;
  }
  const before = provider.posts();
  const responses: unknown[][] = [];
  await new Promise<void>((resolve) => {
    const call = { request } as ServerUnaryCall<unknown, unknown>;
    (provider.handlers[name] as Handle)(call, (...response) => {
      responses.push(response);
      resolve();
    });
  });
  const posts = provider.posts() - before;
  const [error, response] = responses[0] as [{ readonly details?: string } | null, unknown];
  if (responses.length !== 1) return `${responses.length} responses`;
  const { getUrn } = request as { readonly getUrn?: () => string };
  const isCheck = getUrn?.call(request).includes("ActionCheck") === true;
  if (posts > (mayPost(request as object) ? (isCheck ? Infinity : 1) : 0)) return `${posts} calls`;
  if (error === null) {
    definition.responseSerialize(response);
    return undefined;
  }
  const { details = "" } = error;
  if (details === "" || /NCF_BUG|TypeError|Cannot read|is not a function|undefined/.test(details))
    return `fails with ${shown(details)}`;
  // A read by id is made with the address alone, so that no other input is known.
  return isWhole && name !== "read" && details.includes(canary) && isOnlySecret(request as object)
    ? `tells a secret: ${shown(details)}`
    : undefined;
}

/** Reports whether the canary is in the inputs of a request, and only where they are marked as secret. */
function isOnlySecret(request: object): boolean {
  const structsOf = ["getNews", "getProperties", "getOlds", "getOldInputs", "getInputs", "getArgs"].flatMap(
    (getter) => {
      const get = (request as Record<string, (() => Parameters<typeof fromWire>[0]) | undefined>)[getter];
      try {
        return get === undefined ? [] : [fromWire(get.call(request))];
      } catch {
        return [];
      }
    },
  );
  const found = { secret: false, clear: false };
  const look = (value: Value, isSecret: boolean): void => {
    if (typeof value === "string" && value.includes(canary)) found[isSecret ? "secret" : "clear"] = true;
    if (typeof value !== "object" || value === null) return;
    if (value instanceof SecretValue) look(value.value, true);
    else if (value instanceof EngineValue) found.clear = true;
    else for (const one of Object.values(value) as Value[]) look(one, isSecret);
  };
  for (const one of structsOf) look(one, false);
  return found.secret && !found.clear;
}
