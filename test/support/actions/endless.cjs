exports.main = () => {
  console.log("before");
  for (;;);
};
