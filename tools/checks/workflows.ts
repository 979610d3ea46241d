import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readOptions } from '../test-run/options.ts'

const permissions = z.record(z.string(), z.string())
const job = z.object({
  'timeout-minutes': z.number().optional(),
  permissions: permissions.optional(),
  steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })),
})
const workflow = z.object({ permissions: permissions.optional(), jobs: z.record(z.string(), job) })

export interface Project {
  root: string
  /** of package.json */
  scripts: Readonly<Record<string, string>>
  testFiles: readonly string[]
}

/** An action of another repository, pinned by its commit, with the version for people. */
const PINNED = /^ *(?:- )?uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/

/**
 * What is wrong with a workflow of GitHub, one sentence each: an action that is not pinned, rights that are not
 * named, a job without an end, a command or file that the project does not have.
 */
export function workflowProblems(text: string, project: Project): string[] {
  const { permissions: rights, jobs } = workflow.parse(Bun.YAML.parse(text))
  const problems = text
    .split('\n')
    .filter((line) => /^ *(?:- )?uses:/.test(line) && !PINNED.test(line))
    .map((line) => `${line.trim()} is not pinned by a commit with its version behind it`)
  if (rights === undefined || Object.values(rights).some((right) => right !== 'read')) {
    problems.push('the workflow must have permissions that only read; a job may name more')
  }
  for (const [name, { 'timeout-minutes': minutes, steps }] of Object.entries(jobs)) {
    if (minutes === undefined) problems.push(`the job ${name} has no timeout-minutes`)
    for (const { run = '' } of steps) problems.push(...commandProblems(run, project))
  }
  return problems
}

function commandProblems(run: string, project: Project): string[] {
  const lines = run.replaceAll('\\\n', ' ').split('\n')
  return lines.flatMap((line) => {
    const [program, word = '', ...rest] = line
      .trim()
      .replaceAll(/\$\{\{[^}]*\}\}/g, '1')
      .split(/\s+/)
    if (program === 'npm' && word === 'test') return testProblems(rest, project)
    const [script = ''] = rest
    if (program === 'npm' && word === 'run' && project.scripts[script] === undefined) {
      return [`package.json has no script ${script}`]
    }
    if ((program === 'node' || program === 'bash') && !existsSync(join(project.root, word))) {
      return [`there is no file ${word}`]
    }
    return []
  })
}

/** What stands behind `npm test --`. */
function testProblems([dashes, ...args]: readonly string[], { testFiles }: Project): string[] {
  if (dashes === undefined) return []
  if (dashes !== '--') return ['the options of npm test stand behind --']
  try {
    const { paths } = readOptions(args)
    return paths
      .filter((path) => !testFiles.some((file) => file.includes(path)))
      .map((path) => `no test file has ${path} in its path`)
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
