// Preloaded into the program: writes down when the native part of the picture engine is loaded.
const { appendFileSync } = require("node:fs");

const load = process.dlopen.bind(process);
process.dlopen = (module, file, ...flags) => {
  if (/sharp/.test(file)) {
    appendFileSync(process.env.DECODER_PROBE, `${file}\n`);
  }
  return load(module, file, ...flags);
};
