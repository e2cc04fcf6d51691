export type { EmulatedCall } from "./EmulatedCall.ts";
export type { Emulator, EmulatorOptions } from "./Emulator.ts";
export type { Fault } from "./faults/Fault.ts";
export type { FaultPlan, FaultQueue } from "./faults/FaultQueue.ts";
export { throttle } from "./faults/throttle.ts";
export type { CloudName } from "./gateway/cloudRules.ts";
export type { Ledger, PostEntry, ReadEntry, RunEntry } from "./ledger/Ledger.ts";
export { startEmulator } from "./startEmulator.ts";
export type { Switches } from "./Switches.ts";
