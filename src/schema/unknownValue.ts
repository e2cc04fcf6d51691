/**
 * Stands for a value that is not known yet, as a whole value at any depth of plain JSON. It is another string in each process, so that no
 * data equals it. The engine's own sentinels are read and written by `pulumi/wire.ts`.
 */
export const unknownValue = `unknown:${globalThis.crypto.randomUUID()}`;
