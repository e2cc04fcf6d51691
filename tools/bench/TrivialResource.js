import * as pulumi from "@pulumi/pulumi";

const providerText = 'exports.handler=()=>({create:async()=>({id:"trivial",outs:{}})})';

/** A dynamic resource that takes the same params and calls nothing: what the engine and its provider host cost by themselves. */
export class TrivialResource extends pulumi.CustomResource {
  constructor(name, params) {
    super("pulumi-nodejs:dynamic/bench:Trivial", name, { params, __provider: providerText });
  }
}
