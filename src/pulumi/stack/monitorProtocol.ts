/**
 * Messages of Pulumi's protocol with which a program registers resources. Loaded with `require`, as
 * `../protocol.ts` explains.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const resources =
  require("@pulumi/pulumi/proto/resource_pb.js") as typeof import("@pulumi/pulumi/proto/resource_pb.js");
export const resourceServices =
  require("@pulumi/pulumi/proto/resource_grpc_pb.js") as typeof import("@pulumi/pulumi/proto/resource_grpc_pb.js");
export const aliases =
  require("@pulumi/pulumi/proto/alias_pb.js") as typeof import("@pulumi/pulumi/proto/alias_pb.js");
export const sources =
  require("@pulumi/pulumi/proto/source_pb.js") as typeof import("@pulumi/pulumi/proto/source_pb.js");
