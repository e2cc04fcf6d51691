import { NcfError } from "../../diagnostics/ncfError.ts";

/** Location of a bucket, and how to connect to it. */
export interface BucketLocation {
  readonly bucket: string;
  /** Prefix of the keys: empty, or ending with a slash. */
  readonly prefix: string;
  /** Address of the service. @default AWS */
  readonly endpoint?: string;
  /** @default the AWS environment or profile */
  readonly region?: string;
  /** AWS profile. @default `AWS_PROFILE`, `default` */
  readonly profile?: string;
  /** `true` when the bucket is part of the path instead of the host name. @default false */
  readonly pathStyle?: boolean;
  /** `true` when requests are not signed. @default false */
  readonly anonymous?: boolean;
  readonly dualStack?: boolean;
  readonly fips?: boolean;
  readonly accelerate?: boolean;
  /** Server-side encryption. @default the setting of the bucket */
  readonly encryption?: { readonly type: string; readonly keyId?: string };
}

const supported = new Set([
  "endpoint",
  "region",
  "profile",
  "s3ForcePathStyle",
  "use_path_style",
  "hostname_immutable",
  "anonymous",
  "dualstack",
  "fips",
  "accelerate",
  "ssetype",
  "kmskeyid",
  "disableSSL",
  "disable_https",
]);
/** Parameters that Pulumi accepts and that do not affect small objects. */
const ignored = new Set([
  "awssdk",
  "rate_limiter_capacity",
  "request_checksum_calculation",
  "response_checksum_validation",
]);

/**
 * Parses a URL `s3://BUCKET/PREFIX?PARAMETERS` with the parameters of Pulumi's own `s3://` backend.
 * Source: gocloud.dev `blob/s3blob`, `aws.V2ConfigFromURLParams`; Pulumi `translateLegacyS3Params`
 * @throws NcfError NCF_INPUT_INVALID for a URL without a bucket, or with an unsupported parameter
 */
export function parseBucketUrl(text: string): BucketLocation {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "s3:" || url.hostname === "") {
    throw invalid(`${text.split("?", 1)[0]} is not the URL of a bucket`, "write s3://BUCKET/PREFIX?region=…");
  }
  const params = new Map(url.searchParams);
  const flag = (...names: readonly string[]): boolean =>
    names.some((name) => ["true", "1", "t"].includes(params.get(name)?.toLowerCase() ?? ""));
  for (const name of params.keys()) {
    if (supported.has(name) || ignored.has(name)) continue;
    throw invalid(
      `the parameter ${name} of the bucket's URL is not supported for the journal`,
      "put it into an AWS profile and add profile=NAME, or set NCF_JOURNAL to another location",
    );
  }
  const scheme = flag("disableSSL", "disable_https") ? "http" : "https";
  const endpoint = params.get("endpoint");
  const sseType = params.get("ssetype");
  const keyId = params.get("kmskeyid");
  const path = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, "");
  return {
    bucket: url.hostname,
    prefix: path === "" ? "" : `${path}/`,
    ...(endpoint ? { endpoint: endpoint.includes("://") ? endpoint : `${scheme}://${endpoint}` } : {}),
    ...optional("region", params.get("region")),
    ...optional("profile", params.get("profile")),
    pathStyle: flag("s3ForcePathStyle", "use_path_style", "hostname_immutable"),
    anonymous: flag("anonymous"),
    dualStack: flag("dualstack"),
    fips: flag("fips"),
    accelerate: flag("accelerate"),
    ...(sseType === undefined ? {} : { encryption: { type: sseType, ...optional("keyId", keyId) } }),
  };
}

function optional<Name extends string>(
  name: Name,
  value: string | undefined,
): Partial<Readonly<Record<Name, string>>> {
  return value === undefined || value === "" ? {} : ({ [name]: value } as Record<Name, string>);
}

function invalid(reason: string, hint: string): NcfError {
  return new NcfError("NCF_INPUT_INVALID", { reason, hint });
}
