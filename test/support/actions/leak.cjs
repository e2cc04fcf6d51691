exports.main = ({ dsn }) => ({ error: `cannot reach ${dsn}` });
