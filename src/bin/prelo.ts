#!/usr/bin/env node
import { loadCommand } from "./load-bundle.ts";

await loadCommand().main();
