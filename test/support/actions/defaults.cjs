exports.main = (params) => params;
