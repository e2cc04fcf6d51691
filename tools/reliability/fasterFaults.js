/**
 * The faults of a schedule with their times divided by a scale, and for the schedule's action alone.
 * @param {import("./schedules.js").Schedule} schedule
 * @param {number} scale
 * @returns {import("../../dist/emulator/index.js").FaultPlan[]}
 */
export function fasterFaults({ faults = [] }, scale) {
  return faults.map((plan) => ({ ...plan, actionName: "work", fault: faster(plan.fault, scale) }));
}

/**
 * @param {import("../../dist/emulator/index.js").Fault} fault
 * @param {number} scale
 * @returns {import("../../dist/emulator/index.js").Fault}
 */
function faster(fault, scale) {
  if (fault.kind === "drip") return { ...fault, everyMs: fault.everyMs / scale };
  if (fault.kind !== "delay") return fault;
  if (fault.delayMs === Infinity) return { kind: "hold", when: fault.when, until: new Promise(() => {}) };
  return { ...fault, delayMs: fault.delayMs / scale };
}
