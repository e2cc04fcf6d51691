import { NcfError } from "../../diagnostics/ncfError.ts";

/** Bucket, and how it is reached. */
export interface BucketLocation {
  readonly bucket: string;
  /** Beginning of the keys: empty, or with a slash at its end. */
  readonly prefix: string;
  /** Address of the service. @default AWS */
  readonly endpoint?: string;
  /** @default the AWS environment or profile */
  readonly region?: string;
  /** AWS profile. @default `AWS_PROFILE`, `default` */
  readonly profile?: string;
  /** Whether the bucket is part of the path instead of the host name. @default false */
  readonly pathStyle?: boolean;
  /** Whether requests are not signed. @default false */
  readonly anonymous?: boolean;
  readonly dualStack?: boolean;
  readonly fips?: boolean;
  readonly accelerate?: boolean;
  /** Server-side encryption. @default what the bucket does */
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
/** Parameters that Pulumi takes and that change nothing for objects of a few hundred bytes. */
const ignored = new Set([
  "awssdk",
  "rate_limiter_capacity",
  "request_checksum_calculation",
  "response_checksum_validation",
]);

/**
 * Parses a URL `s3://BUCKET/PREFIX?PARAMETERS`, whose parameters are those of Pulumi's own `s3://` backend.
 * Source: gocloud.dev `blob/s3blob`, `aws.V2ConfigFromURLParams`; Pulumi `translateLegacyS3Params`
 * @throws NcfError NCF_INPUT_INVALID for a URL without a bucket, and for a parameter that is not supported
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
      "put it into an AWS profile and add profile=NAME, or name another location in NCF_JOURNAL",
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
