import { expect, test } from 'bun:test'
import { compilePattern, type Pattern } from './pattern.ts'

const compiled = (source: string): Pattern => {
  const made = compilePattern(source)
  if ('problem' in made) throw new Error(made.problem)
  return made
}

/**
 * @returns what was found, and the longest step in milliseconds of this thread: what else the machine does while the
 * test runs does not count
 */
function find(source: string, text: string) {
  const steps = compiled(source).find(text)
  let longest = 0
  for (;;) {
    const begun = process.threadCpuUsage()
    const { done, value } = steps.next()
    const { user, system } = process.threadCpuUsage(begun)
    longest = Math.max(longest, (user + system) / 1_000)
    if (done) return { found: value.map(({ start, end }) => text.slice(start, end)), longest }
  }
}

test('RULE-3 a pattern finds what it describes, in any case and in any script', () => {
  expect(find('\\bcheap\\s+(pills|watches)\\b', 'CHEAP  Pills and cheap watches, cheaply').found).toEqual([
    'CHEAP  Pills',
    'cheap watches',
  ])
  expect(find('дешёв(ые|ая)', 'Дешёвые и ДЕШЁВАЯ').found).toEqual(['Дешёвые', 'ДЕШЁВАЯ'])
  expect(find('[A-Z]{2}\\d{6}', 'none').found).toEqual([])
})

test('RULE-3 a match across two parts of a long text is found once, and the edge between them does not matter', () => {
  for (const before of [1_000, 1_018, 1_024, 1_200, 1_278, 1_280, 2_040, 2_048, 2_304]) {
    const text = `${'x '.repeat(before / 2)}needle 42 ${'y '.repeat(3_000)}`
    expect([before, new Set(find('needle \\d+', text).found)]).toEqual([before, new Set(['needle 42'])])
  }
  expect(find('^x', 'x'.repeat(9_000)).found).toEqual(['x'])
  expect(find('x$', 'x'.repeat(9_000)).found).toEqual(['x'])
})

test('RULE-3 behind the last match that is counted, the rest of the text counts as found', () => {
  const { found } = find('a', 'a '.repeat(100))
  expect(found.length).toBe(21)
  expect(found.at(-1)?.length).toBe(161)
})

test.each([
  ['(a', 'missing closing ) at "(a"'],
  ['[z-a]', 'invalid character class range at "z-a"'],
  ['(?=x)', 'invalid or unsupported Perl syntax at "(?="'],
  ['(a)\\1', 'invalid escape sequence at "\\\\1"'],
  ['x**', 'invalid nested repetition operator at "**"'],
  ['a*', 'it matches every text, also an empty one'],
  ['a{1000}', 'it has 1002 steps, at most 100; shorten its repetitions'],
])('RULE-13 the pattern %s is refused: %s', (source, problem) => {
  expect(compilePattern(source)).toEqual({ problem })
})

const HOSTILE = [
  '(a+)+$b',
  '(a|aa)+$',
  '(x+x+)+y',
  '[01]*1[01]{90}x',
  'a{90}b',
  '\\p{L}{1,45}\\d',
  '(?:a|b|aa|aaa|0|1|01|10|\\pL)*x(?:a|b)*y',
  '.{0,45}z',
  '(.*a){19}$',
]
const TEXTS = {
  letters: 'a'.repeat(8_192),
  bits: Array.from({ length: 8_192 }, (_, at) => ((at * at * 7) >> 3) % 2).join(''),
  words: 'привет как дела '.repeat(512),
}

test.each(HOSTILE)('RULE-3 no step of the hostile pattern %s holds up the server for 50 ms', (source) => {
  for (const text of Object.values(TEXTS)) {
    // the first steps are not compiled yet: the best of five is the pattern's time
    const tries = [1, 2, 3, 4, 5].map(() => find(source, text).longest)
    expect(Math.min(...tries)).toBeLessThan(50)
  }
})
