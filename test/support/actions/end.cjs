// Ends in the way that `how` names.
exports.main = ({ how, value }) => {
  console.error(`ending by ${how}`);
  switch (how) {
    case "return":
      return value;
    case "nothing":
      return undefined;
    case "throw":
      throw new Error("boom");
    case "reject":
      return Promise.reject(value);
    case "rejectError":
      return Promise.reject(new TypeError("boom"));
    case "cycle": {
      const cycle = {};
      cycle.self = cycle;
      return cycle;
    }
    case "large":
      return { text: "x".repeat(1_048_576) };
    case "exit":
      return process.exit(1);
    case "late":
      setTimeout(() => {
        throw new Error("late");
      });
      return new Promise(() => {});
    default:
      return { env: process.env };
  }
};
