/** Build the stand into the folder named on the command line: `node src/media/stand/build.mjs DIR`. */

import { fileURLToPath } from 'node:url'
import { build, loadConfigFromFile } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' })
const { plugins, resolve } = loaded.config
await build({
  configFile: false,
  root: here,
  logLevel: 'warn',
  plugins,
  resolve,
  worker: { format: 'es' },
  build: { outDir: process.argv[2], emptyOutDir: true, modulePreload: { polyfill: false } },
})
