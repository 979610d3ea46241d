import { afterAll, expect, test } from 'bun:test'
import { ERRORS, type ErrorCode } from '@imbachat/protocol'
import { FIELD_PROBLEMS, type FieldProblem } from '@imbachat/protocol/errors/field-problem'
import { dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { COMMON_ERRORS } from '@imbachat/protocol/http/operation'

// the catalogs begin with the browser's language
Object.defineProperty(navigator, 'languages', { value: ['en'], configurable: true })
const { ApiError } = await import('../requests/api.ts')
const { language } = await import('./index.ts')
const { fieldText, refusalText } = await import('./refusal.ts')

afterAll(() => {
  language.value = 'en'
})

const SENTENCE = 'a sentence for developers'
const declared = new Set<ErrorCode>([
  ...COMMON_ERRORS,
  ...Object.values(dashboardOperations).flatMap(({ errors }): readonly ErrorCode[] => errors),
])

for (const spoken of ['en', 'ru'] as const) {
  test(`a refusal is shown by its code and never in the server's sentence: ${spoken}`, () => {
    language.value = spoken
    const texts = new Map<string, ErrorCode>()
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const text = refusalText(new ApiError({ code, message: SENTENCE, field: 'room_id' }))
      expect([code, text.includes(SENTENCE), text.length > 5]).toEqual([code, false, true])
      // what no operation declares names its code
      expect([code, text.includes(`(${code})`)]).toEqual([code, !declared.has(code) && code !== 'shutting_down'])
      texts.set(text, code)
    }
    expect(texts.size).toBeGreaterThan(20)
  })

  test(`each problem of a field has its text: ${spoken}`, () => {
    language.value = spoken
    for (const code of Object.keys(FIELD_PROBLEMS) as FieldProblem['code'][]) {
      const problem = { code, params: { limit: 3, options: 'a, b' } }
      const text = fieldText(new ApiError({ code: 'invalid_field', message: SENTENCE, field: 'name', problem }), 'name')
      expect([code, text]).not.toEqual([code, undefined])
      expect(text).not.toContain(SENTENCE)
      expect(text).not.toContain('{')
    }
  })
}

test('in Russian no field shows the English sentence of a schema', () => {
  language.value = 'ru'
  for (const field of ['email', 'settings.accent', 'settings.card_origins', 'back_to', 'something_new']) {
    const text = fieldText(new ApiError({ code: 'invalid_field', message: `${field}: ${SENTENCE}`, field }), field)
    expect([field, text]).not.toEqual([field, undefined])
    expect(text).toMatch(/^[А-Я]/)
  }
})
