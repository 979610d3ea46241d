// `npm run dev`: runs the demo in a process of its own, which is replaced at each change of a source.
import { watch } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dir, '..', '..', '..')
const SOURCES = ['protocol', 'sdk', 'embed', 'widget', 'react', 'dashboard', 'server', 'demo', 'gallery'].map((name) =>
  join(ROOT, name, 'src'),
)
/** An editor saves a file in several steps, and a checkout changes many files, milliseconds. */
const SETTLED_MS = 50

const env = {
  ...process.env,
  // apart from the data of `npm start`
  DATA_DIR: process.env.DATA_DIR ?? join(ROOT, 'data', 'dev'),
  IMBACHAT_DEV: '1',
}

let demo = start()
let timer: ReturnType<typeof setTimeout> | undefined

for (const folder of SOURCES) {
  watch(folder, { recursive: true }, (_event, file) => {
    if (file === null || file.includes('.test.')) return
    clearTimeout(timer)
    timer = setTimeout(() => void replace(file), SETTLED_MS)
  })
}
process.on('SIGTERM', () => end('SIGTERM'))
process.on('SIGINT', () => end('SIGINT'))

function start() {
  return Bun.spawn([process.execPath, '--no-orphans', join(import.meta.dir, '..', 'start.ts')], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

/** Kills the old process: nothing that it has acknowledged is lost, and draining would take longer. */
async function replace(file: string): Promise<void> {
  process.stdout.write(`\n${file} has changed.\n`)
  demo.kill('SIGKILL')
  await demo.exited
  demo = start()
}

function end(signal: NodeJS.Signals): void {
  clearTimeout(timer)
  demo.kill(signal)
  void demo.exited.then((code) => process.exit(code))
}
