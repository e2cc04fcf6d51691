/**
 * Provider as Pulumi stores it in a stack's state, twice per resource: code that delegates to the
 * installed package. It never changes, so that an upgrade of the package neither changes state nor
 * calls an action.
 *
 * The provider process evaluates it and calls `handler()`; `import()` in it resolves from the
 * project's directory.
 */
export const serializedProvider =
  'exports.handler=()=>Object.fromEntries(["configure","check","diff","create","read","update","delete"].map(n=>[n,async(...a)=>(await import("pulumi-ncloud-functions/provider")).provider[n](...a)]))';
