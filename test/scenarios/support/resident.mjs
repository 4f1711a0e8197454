// Runs the compiled program again and again in one process, each time with new modules of Prelo's own: starting
// Node, compiling the bundle and setting up other people's modules takes several times as long as what most tests
// want to see.
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { Script } from "node:vm";

const bundle = join(import.meta.dirname, "../../../dist/bundle");
const isOfBundle = (file) => file.startsWith(bundle + sep);

/** What the engine has compiled, by file, and which files that needs first. */
const compiled = new Map();
/** Files that hold other people's code alone: only what Prelo's own modules remember must not reach the next run. */
const kept = new Set();
const loaders = Reflect.get(Module, "_extensions");
const loadOther = loaders[".js"];

/** Reads and compiles a file of the bundle once; every run gets a new module out of it. */
loaders[".cjs"] = function load(module, filename) {
  if (!isOfBundle(filename)) {
    return loadOther(module, filename);
  }
  const { script, isForeign, needs } = compiled.get(filename) ?? compile(filename);
  const evaluate = script.runInThisContext();
  const { exports } = module;
  const folder = dirname(filename);
  evaluate.call(exports, exports, createRequire(filename), module, filename, folder);
  if (isForeign && needs.every((name) => kept.has(join(folder, name)))) {
    kept.add(filename);
  }
};

function compile(filename) {
  const source = readFileSync(filename, "utf8");
  const made = {
    script: new Script(Module.wrap(source), { filename }),
    isForeign: !/^\/\/ dist\//m.test(source),
    needs: [...source.matchAll(/require\("\.\/([^"]+)"\)/g)].map(([, name]) => name),
  };
  compiled.set(filename, made);
  return made;
}

/** What keeps the process alive: it would end when a run has left nothing of that. */
async function countResources() {
  await new Promise((done) => setTimeout(done, 2));
  await new Promise((done) => setImmediate(done));
  const counts = new Map();
  for (const type of process.getActiveResourcesInfo()) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

async function run({ folder, args, variables }) {
  process.chdir(folder);
  for (const name of Object.keys(process.env)) {
    delete process.env[name];
  }
  Object.assign(process.env, variables);
  // One of its own for each run: it holds on to whatever it has loaded.
  const require = createRequire(import.meta.url);
  for (const file of Object.keys(require.cache)) {
    if (isOfBundle(file) && !kept.has(file)) {
      delete require.cache[file];
    }
  }
  const before = await countResources();
  await require(join(bundle, "main.cjs")).main(args);
  for (let isLeft = true; isLeft;) {
    const after = await countResources();
    isLeft = [...after].some(([type, count]) => count > (before.get(type) ?? 0));
  }
}

/** Every listener of the process and of its streams. */
function listListeners() {
  return [process, process.stdout, process.stderr].flatMap((emitter) =>
    emitter
      .eventNames()
      .flatMap((name) => emitter.rawListeners(name).map((listener) => [emitter, name, listener])),
  );
}

async function serve({ end, ...wanted }) {
  const known = new Set(listListeners().map(([, , listener]) => listener));
  await run(wanted);
  // As at the end of a process: what listens for that is called, and then nobody listens any more.
  for (const [emitter, name, listener] of listListeners()) {
    if (known.has(listener)) {
      continue;
    }
    if (name === "exit") {
      listener.call(process, process.exitCode ?? 0);
    }
    emitter.removeListener(name, listener);
  }
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  process.stdout.write(end);
  process.stderr.write(end);
  process.send(code);
}

process.on("message", (wanted) => void serve(wanted));
