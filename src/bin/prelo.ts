#!/usr/bin/env node
import { loadCompiled } from "./load-compiled.ts";

await loadCompiled("main.cjs").main();
