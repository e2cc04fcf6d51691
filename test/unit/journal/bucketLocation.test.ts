import { describe, expect, test } from "vitest";
import { type BucketLocation, parseBucketUrl } from "../../../src/journal/stores/bucketLocation.ts";

describe("the URL of a bucket", () => {
  test.each<[string, Partial<BucketLocation>]>([
    ["s3://states", { bucket: "states", prefix: "", pathStyle: false }],
    ["s3://states/team/a/?region=kr-standard", { prefix: "team/a/", region: "kr-standard" }],
    [
      "s3://states?endpoint=https://kr.object.ncloudstorage.com",
      { endpoint: "https://kr.object.ncloudstorage.com" },
    ],
    ["s3://states?endpoint=minio:9000", { endpoint: "https://minio:9000" }],
    ["s3://states?endpoint=minio:9000&disableSSL=true", { endpoint: "http://minio:9000" }],
    ["s3://states?s3ForcePathStyle=true&awssdk=v2", { pathStyle: true }],
    ["s3://states?use_path_style=true&profile=ci", { pathStyle: true, profile: "ci" }],
    ["s3://states?ssetype=aws:kms&kmskeyid=k1", { encryption: { type: "aws:kms", keyId: "k1" } }],
    ["s3://states?anonymous=true&dualstack=true&fips=true", { anonymous: true, dualStack: true, fips: true }],
  ])("%s is read as Pulumi reads it", (url, expected) => {
    expect(parseBucketUrl(url)).toMatchObject(expected);
  });

  test("without a bucket, or with a parameter that the journal does not know, is refused", () => {
    expect(() => parseBucketUrl("s3://")).toThrow("NCF_INPUT_INVALID");
    expect(() => parseBucketUrl("s3://states?role=arn:aws:iam::1:role/x")).toThrow(
      "the parameter role of the bucket's URL is not supported for the journal",
    );
  });
});
