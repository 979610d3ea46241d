// Reads the JUnit report of a `bun test`, and writes the one of a whole run, with both attempts of what ran again.

/** Where `npm test` leaves the report of its run. */
export const REPORT = 'tmp/test-report.xml'

/** One test of a run, or what stands for the tests of a file that could not run. */
export interface TestCase {
  /** From the root of the repository. */
  file: string
  /** The titles of its groups and its own with spaces between: what `bun test -t` compares. */
  name: string
  /** false: a hook threw, the process ended, the file could not be loaded. Tests of the file may be missing then. */
  isTest: boolean
  seconds: number
  result: 'passed' | 'failed' | 'skipped'
  /** What differed and where, as many lines as a person reads; empty unless it failed. */
  message: readonly string[]
}

/** What failed in the run, and what came of it alone. */
export interface Repeated {
  first: TestCase
  again: TestCase
}

export interface Counts {
  passed: number
  failed: number
}

const LINES_OF_A_MESSAGE = 30
/** What Bun writes in place of a title when it was no test that failed: `(unnamed)` of a hook, `(worker crashed)`. */
const NO_TITLE = /^\(.*\)$/
const ELEMENTS = /<(\/?)(testsuite|testcase|failure|error|skipped)\b([^>]*?)(\/?)>([^<]*)/g
const ATTRIBUTES = /([\w-]+)="([^"]*)"/g
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#10': '\n' }

/** The tests of a report as Bun writes it, in its order; none of one that is not there. */
export function readReport(report: string | undefined): TestCase[] {
  const cases: TestCase[] = []
  const groups: string[] = []
  for (const [, closes, element, given, isEmpty, text = ''] of (report ?? '').matchAll(ELEMENTS)) {
    const { name = '', file = '', time = '0', message = '' } = attributesOf(given)
    const last = cases.at(-1)
    if (element === 'testsuite') {
      if (closes) groups.pop()
      else if (!isEmpty) groups.push(name)
    } else if (closes) {
      // what is inside a test has been read
    } else if (element === 'testcase') {
      // the outermost group is the file
      const names = [...groups.slice(1), name].join(' ')
      cases.push({
        file,
        name: names,
        isTest: !NO_TITLE.test(name),
        seconds: Number(time),
        result: 'passed',
        message: [],
      })
    } else if (last !== undefined) {
      last.result = element === 'skipped' ? 'skipped' : 'failed'
      if (last.result === 'failed') last.message = linesOf(text.trim() === '' ? message : plainText(text))
    }
  }
  return cases
}

/** Skipped tests count neither as passed nor as failed. */
export function countCases(cases: readonly TestCase[]): Counts {
  const passed = cases.filter(({ isTest, result }) => isTest && result === 'passed').length
  return { passed, failed: cases.filter(({ result }) => result === 'failed').length }
}

/** The files of a report with the seconds of their tests and hooks. */
export function secondsOfFiles(report: string | undefined): [file: string, seconds: number][] {
  const suites = report?.matchAll(/<testsuite name="([^"]*)" file="\1"[^>]* time="([\d.]+)"/g)
  return [...(suites ?? [])].map(([, file = '', seconds]): [string, number] => [file, Number(seconds)])
}

/**
 * The report of a whole run, for build servers. A test that passed when it ran again has the first attempt as
 * `flakyFailure`, one that failed again has its second as `rerunFailure`: the names of Maven's Surefire.
 *
 * @param cases what counts in the end
 */
export function writeReport(cases: readonly TestCase[], repeated: readonly Repeated[]): string {
  const firsts = new Map(repeated.map(({ first, again }) => [again, first]))
  const suites = [...Map.groupBy(cases, ({ file }) => file)].map(([file, ofFile]) => {
    const { failed } = countCases(ofFile)
    const skipped = ofFile.filter(({ result }) => result === 'skipped').length
    const tests = ofFile.map((one) => testcase(one, firsts.get(one)))
    const counts = `tests="${tests.length}" failures="${failed}" skipped="${skipped}"`
    return `  <testsuite name="${escaped(file)}" ${counts}>\n${tests.join('\n')}\n  </testsuite>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

function testcase(one: TestCase, first: TestCase | undefined): string {
  const inside: string[] = []
  if (one.result === 'skipped') inside.push('<skipped/>')
  if (one.result === 'failed') inside.push(difference('failure', first ?? one))
  if (first) inside.push(one.result === 'failed' ? difference('rerunFailure', one) : difference('flakyFailure', first))
  const names = `name="${escaped(one.name)}" classname="${escaped(one.file)}" file="${escaped(one.file)}"`
  return `    <testcase ${names} time="${one.seconds}">${inside.join('')}</testcase>`
}

const difference = (element: string, { message }: TestCase): string =>
  `<${element} message="${escaped(message[0] ?? '')}">${escaped(message.join('\n'))}</${element}>`

function attributesOf(text = ''): Record<string, string> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTES)].map(([, name, value]) => [name, plainText(value)]))
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_OF_A_MESSAGE)

const plainText = (text = ''): string =>
  text.replace(/&(lt|gt|quot|apos|amp|#10);/g, (entity, name: string) => ENTITIES[name] ?? entity)

/** XML has no way to write most control characters. */
const escaped = (text: string): string =>
  Bun.escapeHTML(text.replace(/[\p{Cc}--[\t\n]]/gv, '�')).replaceAll('\n', '&#10;')
