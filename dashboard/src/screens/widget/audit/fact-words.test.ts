import { afterAll, expect, test } from 'bun:test'
import { reportsOperations } from '@imbachat/protocol/http/moderation/reports'
import { MESSAGE_ACTIONS, RULE_ACTIONS } from '@imbachat/protocol/moderation/rules'

// the catalogs begin with the browser's language
Object.defineProperty(navigator, 'languages', { value: ['en'], configurable: true })
const { language } = await import('../../../i18n/index.ts')
const { changesOf, factsOf } = await import('./fact-words.ts')
const textsOf = (facts: object) => factsOf({ ...facts }).map(({ name, after }) => `${name}: ${after}`)

afterAll(() => {
  language.value = 'en'
})

test('AUDIT-1 the log says in the reader’s words what is kept as an identifier', () => {
  language.value = 'ru'
  expect(textsOf({ kind: 'mute', minutes: 1440 })).toEqual(['Вид: Запрет писать', 'Минуты: 1440'])
  expect(textsOf({ kind: 'ban', minutes: null })).toEqual(['Вид: Закрытие доступа', 'Минуты: без срока'])
  expect(textsOf({ kind: 'warn', minutes: null })).toEqual(['Вид: Предупреждение'])
  expect(textsOf({ title: 'Гавань', archived: true })).toEqual(['Название: Гавань', 'В архиве: Вкл.'])
  language.value = 'en'
  const links = { action: 'flag', applies_to: 'new_users', allowed_domains: ['harbour.example'] }
  const changes = {
    links: { from: null, to: links },
    position: { from: 'left', to: 'right' },
    rules: { changed: true },
  }
  expect(changesOf(changes, 'changed')).toEqual([
    {
      name: 'Links',
      before: 'nothing',
      after: 'What happens: Send to moderators, Applies to: New users only, Allowed sites: harbour.example',
    },
    { name: 'Position', before: 'Bottom left', after: 'Bottom right' },
    { name: 'rules', after: 'changed' },
  ])
})

test('AUDIT-1 a text of a person stays as it is, also where it looks like an identifier', () => {
  expect(textsOf({ reason: 'ban', title: 'owner' })).toEqual(['Reason: ban', 'Title: owner'])
})

test('AUDIT-1 each decision of a moderator and each act of a rule has words in every language', () => {
  const decisions = reportsOperations['reports.decide'].body.shape.act.options
  for (const spoken of ['en', 'ru'] as const) {
    language.value = spoken
    for (const act of decisions) expect(textsOf({ act })[0]).not.toEndWith(`: ${act}`)
    for (const action of [...MESSAGE_ACTIONS, ...RULE_ACTIONS]) {
      expect(textsOf({ action })[0]).not.toEndWith(`: ${action}`)
    }
  }
})
