import type { S3Client, ServiceOutputTypes } from "@aws-sdk/client-s3";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { loadS3Sdk } from "../../ports/nodeS3Sdk.ts";
import type { Clock } from "../../ports/ports.ts";
import type { BucketLocation } from "./bucketLocation.ts";
import type { ListedKey, ObjectClient } from "./objectClient.ts";

const connectMs = 5_000;

const attempts = 5;
/**
 * Maximum time without a byte of the response before a request is retried; maximum time for an
 * operation with all attempts.
 */
const defaultLimits = { responseMs: 10_000, operationMs: 60_000 };
const socketsAtOnce = 100;
const conflictPauseMs = 100;
const conflictTries = 10;

type Sdk = typeof import("@aws-sdk/client-s3");

/** Dependencies of {@link openS3Client}. */
export interface S3ClientDeps {
  readonly clock: Clock;
  /** Environment variables of the command, including `AWS_…` settings of the SDK. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Loads the SDK. @default the package `@aws-sdk/client-s3`, an optional peer dependency */
  readonly load?: () => Promise<Sdk>;
  /**
   * Limits of the requests, milliseconds. @default 5 s to connect, 10 s without a byte, 60 s for an
   * operation with its retries
   */
  readonly limits?: { readonly responseMs: number; readonly operationMs: number };
}

/**
 * Opens a client for a bucket, with the default credentials of AWS SDKs: environment, profile, web
 * identity, instance.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE when the SDK is not installed
 */
export async function openS3Client(location: BucketLocation, deps: S3ClientDeps): Promise<ObjectClient> {
  const { clock, env, load = () => loadS3Sdk(env), limits = defaultLimits } = deps;
  let sdk: Sdk;
  try {
    sdk = await load();
  } catch (cause) {
    throw new NcfError("NCF_JOURNAL_UNWRITABLE", {
      reason: `a journal in the bucket ${location.bucket} requires the package @aws-sdk/client-s3, which cannot be loaded`,
      hint: "install it beside pulumi-ncloud-functions: npm install @aws-sdk/client-s3",
      cause,
    });
  }
  const client = newClient(sdk, location, limits.responseMs);
  return new S3Objects(sdk, client, location, clock, limits.operationMs);
}

function newClient({ S3Client }: Sdk, location: BucketLocation, requestTimeout: number): S3Client {
  const { endpoint, region, profile, pathStyle, anonymous, dualStack, fips, accelerate } = location;
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(anonymous === true ? { signer: { sign: async (request) => request } } : {}),
    forcePathStyle: pathStyle ?? false,
    useDualstackEndpoint: dualStack ?? false,
    useFipsEndpoint: fips ?? false,
    useAccelerateEndpoint: accelerate ?? false,
    maxAttempts: attempts,
    // Not every service supports the checksums that newer SDKs add.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: socketsAtOnce, keepAlive: true },
      httpsAgent: { maxSockets: socketsAtOnce, keepAlive: true },
    },
  });
}

interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

class S3Objects implements ObjectClient {
  readonly #sdk: Sdk;
  readonly #client: S3Client;
  readonly #location: BucketLocation;
  readonly #clock: Clock;
  readonly #operationMs: number;
  #aheadMs = 0;
  /** `true` unless the service turned out not to support version 2 of the list API. */
  #hasVersion2 = true;

  constructor(sdk: Sdk, client: S3Client, location: BucketLocation, clock: Clock, operationMs: number) {
    this.#sdk = sdk;
    this.#client = client;
    this.#location = location;
    this.#clock = clock;
    this.#operationMs = operationMs;
    client.middlewareStack.add(
      (next) => async (args) => {
        const sentAt = clock.now();
        const result = await next(args);
        this.#readClock(sentAt, result.response);
        return result;
      },
      { step: "deserialize", name: "journalClock", priority: "low" },
    );
  }

  async put(key: string, text: string, ifAbsent: boolean): Promise<"made" | "exists" | "refused"> {
    const { encryption } = this.#location;
    const command = new this.#sdk.PutObjectCommand({
      Bucket: this.#location.bucket,
      Key: key,
      Body: text,
      ContentLength: Buffer.byteLength(text),
      ContentType: "text/plain; charset=utf-8",
      ...(ifAbsent ? { IfNoneMatch: "*" } : {}),
      ...(encryption === undefined ? {} : { ServerSideEncryption: encryption.type as "AES256" }),
      ...(encryption?.keyId === undefined ? {} : { SSEKMSKeyId: encryption.keyId }),
    });
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#send(`write ${key}`, (abortSignal) => this.#client.send(command, { abortSignal }));
        return "made";
      } catch (error) {
        const status = statusOf(error);
        if (ifAbsent && status === 412) return "exists";
        if (ifAbsent && status === 501) return "refused";
        // Two concurrent requests for one key: the next attempt shows which one succeeded.
        if (!ifAbsent || status !== 409 || tries === conflictTries) throw error;
        await this.#clock.sleep(conflictPauseMs);
      }
    }
  }

  async get(key: string): ReturnType<ObjectClient["get"]> {
    const command = new this.#sdk.GetObjectCommand({ Bucket: this.#location.bucket, Key: key });
    try {
      return await this.#send(`read ${key}`, async (abortSignal) => {
        const { Body, LastModified } = await this.#client.send(command, { abortSignal });
        const text = (await Body?.transformToString()) ?? "";
        return { text, modifiedAt: LastModified?.getTime() ?? this.#clock.now() + this.#aheadMs };
      });
    } catch (error) {
      if (statusOf(error) === 404 && nameOf(error) !== "NoSuchBucket") return undefined;
      throw error;
    }
  }

  async list(prefix: string): Promise<readonly ListedKey[]> {
    if (this.#hasVersion2) {
      const listed = await this.#listVersion2(prefix);
      if (listed !== undefined) return listed;
      this.#hasVersion2 = false;
    }
    return this.#listVersion1(prefix);
  }

  async remove(key: string): Promise<void> {
    const command = new this.#sdk.DeleteObjectCommand({ Bucket: this.#location.bucket, Key: key });
    await this.#send(`remove ${key}`, (abortSignal) => this.#client.send(command, { abortSignal }));
  }

  aheadMs(): number {
    return this.#aheadMs;
  }

  close(): void {
    this.#client.destroy();
  }

  /** Lists with version 2; `undefined` when the service does not support it, or treats it as version 1. */
  async #listVersion2(prefix: string): Promise<readonly ListedKey[] | undefined> {
    const listed: ListedKey[] = [];
    for (let token: string | undefined; ;) {
      const command = new this.#sdk.ListObjectsV2Command({
        Bucket: this.#location.bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      try {
        const page = await this.#send("list", (abortSignal) => this.#client.send(command, { abortSignal }));
        listed.push(...keysOf(page.Contents));
        if (page.IsTruncated !== true) return listed;
        token = page.NextContinuationToken;
      } catch (error) {
        if (
          token === undefined &&
          [400, 404, 405, 501].includes(statusOf(error) ?? 0) &&
          nameOf(error) !== "NoSuchBucket"
        ) {
          return undefined;
        }
        throw error;
      }
      if (token === undefined) return undefined;
    }
  }

  async #listVersion1(prefix: string): Promise<readonly ListedKey[]> {
    const listed: ListedKey[] = [];
    for (let marker: string | undefined; ;) {
      const command = new this.#sdk.ListObjectsCommand({
        Bucket: this.#location.bucket,
        Prefix: prefix,
        ...(marker === undefined ? {} : { Marker: marker }),
      });
      const page = await this.#send("list", (abortSignal) => this.#client.send(command, { abortSignal }));
      const keys = keysOf(page.Contents);
      listed.push(...keys);
      if (page.IsTruncated !== true) return listed;
      // Without a delimiter, services may omit the marker: it is the last key.
      const next: string | undefined = page.NextMarker ?? keys.at(-1)?.key;
      if (next === undefined || next === marker)
        throw new Error("the service repeats the same page of the list");
      marker = next;
    }
  }

  /** Runs an operation within its time limit, and describes its failure as one clause. */
  async #send<T extends ServiceOutputTypes | { readonly text: string }>(
    what: string,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deadline = AbortSignal.timeout(this.#operationMs);
    try {
      return await work(deadline);
    } catch (cause) {
      const why = deadline.aborted
        ? `no response within ${this.#operationMs / 1000} s`
        : describe(cause as SdkError);
      throw Object.assign(new Error(`${what}: ${why}`, { cause }), {
        status: (cause as SdkError).$metadata?.httpStatusCode,
        code: (cause as SdkError).name,
      });
    }
  }

  #readClock(sentAt: number, response: unknown): void {
    const { headers = {} } = response as { readonly headers?: Readonly<Record<string, string>> };
    const at = Date.parse(headers["date"] ?? "");
    if (Number.isNaN(at)) return;
    const now = this.#clock.now();
    const halfSecondMs = 500;
    // A slow response is too imprecise.
    if (now - sentAt < defaultLimits.responseMs) this.#aheadMs = at + halfSecondMs - (sentAt + now) / 2;
  }
}

function keysOf(
  contents: readonly { readonly Key?: string | undefined; readonly LastModified?: Date | undefined }[] = [],
): readonly ListedKey[] {
  return contents.flatMap(({ Key, LastModified }) =>
    Key === undefined ? [] : [{ key: Key, modifiedAt: LastModified?.getTime() ?? 0 }],
  );
}

function describe({ name, message, $metadata }: SdkError): string {
  const status = $metadata?.httpStatusCode === undefined ? "" : `HTTP ${$metadata.httpStatusCode} `;
  const text = message === "" || message === "UnknownError" ? "" : `: ${message}`;
  return `${status}${name}${text}`;
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly status?: number }).status;
}

function nameOf(error: unknown): string | undefined {
  return (error as { readonly code?: string }).code;
}
