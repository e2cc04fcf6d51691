/**
 * gRPC and the messages of Pulumi's protocol that a provider needs. Loaded with `require`: from an
 * ES module, Node would first parse each CommonJS file for the names of its exports, which takes
 * longer than loading it (0.08 s of processor time). `scripts/packPlugin.js` bundles them.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const grpc = require("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
/**
 * Options of a channel to the engine. It listens on the loopback interface, which no proxy can
 * reach. The sizes match those of the SDK.
 */
export const engineChannel = {
  "grpc.enable_http_proxy": 0,
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.enable_channelz": 0,
} as const;
export const jspb = require("google-protobuf") as typeof import("google-protobuf");
export const structs =
  require("google-protobuf/google/protobuf/struct_pb.js") as typeof import("google-protobuf/google/protobuf/struct_pb.js");
export const empties =
  require("google-protobuf/google/protobuf/empty_pb.js") as typeof import("google-protobuf/google/protobuf/empty_pb.js");
export const anys =
  require("google-protobuf/google/protobuf/any_pb.js") as typeof import("google-protobuf/google/protobuf/any_pb.js");
export const plugins =
  require("@pulumi/pulumi/proto/plugin_pb.js") as typeof import("@pulumi/pulumi/proto/plugin_pb.js");
export const statuses =
  require("@pulumi/pulumi/proto/status_pb.js") as typeof import("@pulumi/pulumi/proto/status_pb.js");
export const providers =
  require("@pulumi/pulumi/proto/provider_pb.js") as typeof import("@pulumi/pulumi/proto/provider_pb.js");
export const providerServices =
  require("@pulumi/pulumi/proto/provider_grpc_pb.js") as typeof import("@pulumi/pulumi/proto/provider_grpc_pb.js");
