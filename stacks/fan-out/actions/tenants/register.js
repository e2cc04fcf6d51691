const quotas = { small: 10, large: 1000 };

// Makes a place for a tenant, and says where it is.
function main({ tenant, plan }) {
  return { url: `https://${tenant}.example.com`, quota: quotas[plan] };
}
exports.main = main;
