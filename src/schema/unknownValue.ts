/**
 * What the Pulumi engine writes in place of a value that is not known yet, as a whole value at any depth.
 * Source: sdk/go/common/resource/plugin/rpc.go `UnknownStringValue` [code]
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
