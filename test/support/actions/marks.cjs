// Returns data that looks like the marks of Pulumi's engine.
exports.main = ({ number }) => require("../../cases/marksInResult.json")[number];
