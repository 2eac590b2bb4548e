#!/usr/bin/env node
// The built command line.
import { runBuilt } from './hand-over.mjs'

await runBuilt(new URL('../out/main/cli.js', import.meta.url), process.argv.slice(2))
