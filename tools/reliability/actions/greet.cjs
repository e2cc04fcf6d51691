// Called before the schedules' action, where a connection is to be kept from an earlier call.
exports.main = () => ({ greeting: "hello" });
