import { afterAll, expect, test } from 'bun:test'
import { reportsOperations } from '@imbachat/protocol/http/moderation/reports'
import { MESSAGE_ACTIONS, RULE_ACTIONS } from '@imbachat/protocol/moderation/rules'

// the catalogs begin with the browser's language
Object.defineProperty(navigator, 'languages', { value: ['en'], configurable: true })
const { language } = await import('../../../i18n/index.ts')
const { changeLines, factLines } = await import('./fact-words.ts')

afterAll(() => {
  language.value = 'en'
})

test('AUDIT-1 the log says in the reader’s words what is kept as an identifier', () => {
  language.value = 'ru'
  expect(factLines({ kind: 'mute', minutes: 1440 })).toEqual(['Вид: Запрет писать', 'Минуты: 1440'])
  expect(factLines({ kind: 'ban', minutes: null })).toEqual(['Вид: Закрытие доступа', 'Минуты: без срока'])
  expect(factLines({ kind: 'warn', minutes: null })).toEqual(['Вид: Предупреждение'])
  expect(factLines({ title: 'Гавань', archived: true })).toEqual(['Название: Гавань', 'В архиве: Вкл.'])
  language.value = 'en'
  const links = { action: 'flag', applies_to: 'new_users', allowed_domains: ['harbour.example'] }
  expect(changeLines({ links: { from: null, to: links }, position: { from: 'left', to: 'right' } }, 'changed')).toEqual(
    [
      'Links: nothing → What happens: Send to moderators, Applies to: New users only, Allowed sites: harbour.example',
      'Position: Bottom left → Bottom right',
    ],
  )
})

test('AUDIT-1 a text of a person stays as it is, also where it looks like an identifier', () => {
  expect(factLines({ reason: 'ban', title: 'owner' })).toEqual(['Reason: ban', 'Title: owner'])
})

test('AUDIT-1 each decision of a moderator and each act of a rule has words in every language', () => {
  const decisions = reportsOperations['reports.decide'].body.shape.act.options
  for (const spoken of ['en', 'ru'] as const) {
    language.value = spoken
    for (const act of decisions) expect(factLines({ act })[0]).not.toEndWith(`: ${act}`)
    for (const action of [...MESSAGE_ACTIONS, ...RULE_ACTIONS]) {
      expect(factLines({ action })[0]).not.toEndWith(`: ${action}`)
    }
  }
})
