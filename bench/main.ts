// `npm run bench`: the speed of this machine without our promises, and with them. `--quick` takes less than a minute.
// `--scenes` runs the tests of speed, which a full bench begins with: they need a quiet machine.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { against } from './against.ts'
import { updateCapacity } from './capacity.ts'
import { PLANS, type Plan } from './plan.ts'
import { asMarkdown } from './report.ts'
import { runBench, SECTIONS, type Section, type SectionName } from './run-bench.ts'

const names = Object.keys(SECTIONS) as SectionName[]
const USAGE = `npm run bench -- [--scenes] [--quick] [--only ${names.join(',')}] [--against REVISION]`

interface Asked {
  plan: Plan
  only: SectionName[]
  against: string | undefined
  /** nothing but the tests of speed */
  scenes: boolean
}

function asked(): Asked {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      against: { type: 'string' },
      scenes: { type: 'boolean', default: false },
    },
  })
  const only = (values.only?.split(',') ?? names) as SectionName[]
  if (only.some((name) => !names.includes(name))) throw new Error(`there is no section ${values.only}`)
  return { plan: values.quick ? PLANS.quick : PLANS.full, only, against: values.against, scenes: values.scenes }
}

/** @returns true if the tests of speed passed and every section was measured */
async function main(): Promise<boolean> {
  const { plan, only, against: revision, scenes } = asked()
  const root = join(import.meta.dir, '..')
  const isAll = only.length === names.length && revision === undefined
  const fluent = scenes || (isAll && plan === PLANS.full) ? runScenes(root) : true
  if (scenes) return fluent
  const sections: Record<string, Section> =
    revision === undefined
      ? Object.fromEntries(only.map((name) => [name, SECTIONS[name]]))
      : { against: (stage) => against(stage, revision) }
  const report = await runBench(plan, sections, (line) => console.error(line))
  const page = asMarkdown(report)
  console.log(page)
  const folder = join(root, 'tmp', 'bench')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${report.at.toISOString().replaceAll(':', '-')}.json`)
  writeFileSync(file, JSON.stringify(report, null, 2))
  console.error(`All figures: ${file}`)
  // A partial, short or failed bench must not replace the page.
  const isWhole = isAll && plan === PLANS.full && report.failed.length === 0
  if (isWhole) {
    writeFileSync(join(root, 'docs', 'bench.md'), page)
    updateCapacity(join(root, 'docs'))
  }
  return fluent && report.failed.length === 0
}

/** Tests that measure time, `*.speed.ts`. */
function runScenes(root: string): boolean {
  const files = ['bench', 'e2e'].flatMap((folder) =>
    [...new Bun.Glob('**/*.speed.ts').scanSync(join(root, folder))].map((file) => `./${folder}/${file}`),
  )
  const args = ['--no-orphans', 'test', '--timeout=120000', ...files]
  return spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

main().then(
  (done) => process.exit(done ? 0 : 1),
  (error: unknown) => {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    process.exit(1)
  },
)
