import { expect, test } from 'bun:test'
import { compilePattern, type Pattern } from './pattern.ts'

const compiled = (source: string): Pattern => {
  const made = compilePattern(source)
  if ('problem' in made) throw new Error(made.problem)
  return made
}

/** @returns what was found, and the longest step in milliseconds */
function find(source: string, text: string) {
  const steps = compiled(source).find(text)
  let longest = 0
  for (;;) {
    const begun = performance.now()
    const { done, value } = steps.next()
    longest = Math.max(longest, performance.now() - begun)
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

test('RULE-3 what lies across two stretches of a long text is found once, and no edge between them counts', () => {
  for (const before of [2_000, 2_040, 2_047, 2_048, 2_200, 2_300, 2_303, 2_304]) {
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
])('RULE-3 the pattern %s is refused: %s', (source, problem) => {
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
  const longest = Object.values(TEXTS).map((text) => {
    // the machine that runs the tests has other work: the best of three is the pattern's own time
    const tries = [1, 2, 3].map(() => find(source, text).longest)
    return Math.min(...tries)
  })
  expect(Math.max(...longest)).toBeLessThan(50)
})
