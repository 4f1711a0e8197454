// Runs the compiled program again and again in one process, each time with modules of its own: starting Node and
// compiling the bundle takes several times as long as what most tests want to see.
import Module, { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { Script } from "node:vm";

const bundle = join(import.meta.dirname, "../../../dist/bundle");
const isOfBundle = (file) => file.startsWith(bundle + sep);

/** What the engine has compiled, by file. */
const scripts = new Map();
const compileOther = Reflect.get(Module.prototype, "_compile");

/** Compiles a module of the bundle once; every run gets a new one out of it. */
Reflect.set(Module.prototype, "_compile", function compile(content, filename, ...rest) {
  if (!isOfBundle(filename)) {
    return compileOther.call(this, content, filename, ...rest);
  }
  const script = scripts.get(filename) ?? new Script(Module.wrap(content), { filename });
  scripts.set(filename, script);
  const evaluate = script.runInThisContext();
  const { exports } = this;
  return evaluate.call(
    exports,
    exports,
    createRequire(filename),
    this,
    filename,
    dirname(filename),
  );
});

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
  for (const file of Object.keys(require.cache).filter(isOfBundle)) {
    delete require.cache[file];
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
