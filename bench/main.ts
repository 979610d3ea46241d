// `npm run bench`: what this machine can do without our promises, and what is left of it with them. `--quick` takes
// less than a minute.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { against } from './against.ts'
import { updateCapacity } from './capacity.ts'
import { PLANS, type Plan } from './plan.ts'
import { asMarkdown } from './report.ts'
import { runBench, SECTIONS, type Section, type SectionName } from './run-bench.ts'

const names = Object.keys(SECTIONS) as SectionName[]
const USAGE = `npm run bench -- [--quick] [--only ${names.join(',')}] [--against REVISION]`

interface Asked {
  plan: Plan
  only: SectionName[]
  against: string | undefined
}

function asked(): Asked {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, only: { type: 'string' }, against: { type: 'string' } },
  })
  const only = (values.only?.split(',') ?? names) as SectionName[]
  if (only.some((name) => !names.includes(name))) throw new Error(`there is no section ${values.only}`)
  return { plan: values.quick ? PLANS.quick : PLANS.full, only, against: values.against }
}

/** @returns whether every section was measured */
async function main(): Promise<boolean> {
  const { plan, only, against: revision } = asked()
  const root = join(import.meta.dir, '..')
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
  const isWhole =
    revision === undefined && plan === PLANS.full && only.length === names.length && report.failed.length === 0
  if (isWhole) {
    writeFileSync(join(root, 'docs', 'bench.md'), page)
    updateCapacity(join(root, 'docs'))
  }
  return report.failed.length === 0
}

main().then(
  (done) => process.exit(done ? 0 : 1),
  (error: unknown) => {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    process.exit(1)
  },
)
