import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { languages } from '@imbachat/protocol/phrases/languages'

const plugin = join(import.meta.dir, '..', '..', 'integrations', 'wordpress')
const DOMAIN = 'self-hosted-user-chat'
const read = (path: string) => readFileSync(join(plugin, path), 'utf8')
const find = (pattern: string) => [...new Bun.Glob(pattern).scanSync(plugin)].sort()

/** Every text of the plugin that WordPress translates. */
const texts = new Set(
  find('**/*.php').flatMap((path) =>
    [...read(path).matchAll(/(?:__|_e)\( '((?:[^'\\]|\\.)*)', 'self-hosted-user-chat' \)/g)].map(
      ([, text = '']) => text,
    ),
  ),
)
const catalogs = find(`languages/${DOMAIN}-*.l10n.php`)

test('the WordPress plugin has the languages of the chat', () => {
  const spoken = catalogs.map((path) => path.slice(`languages/${DOMAIN}-`.length, -'.l10n.php'.length))
  expect(spoken.map((locale) => locale.slice(0, 2)).sort()).toEqual(languages.filter((one) => one !== 'en').sort())
})

test.each(catalogs)('%s translates each text of the WordPress plugin, with its values', (path) => {
  const entries = [...read(path).matchAll(/^\t\t'((?:[^'\\]|\\.)*)' => '((?:[^'\\]|\\.)+)',$/gm)]
  const translated = new Map(entries.map(([, text = '', to = '']) => [text, to]))
  expect([...translated.keys()].sort()).toEqual([...texts].sort())
  const values = (text: string) => text.match(/%\w/g) ?? []
  for (const [text, to] of translated) expect([text, values(to)]).toEqual([text, values(text)])
})

test('LANG-3 the plugin’s Spanish is that of the chat, for America and Spain', () => {
  const [spanish = ''] = find(`languages/${DOMAIN}-es_*.l10n.php`)
  expect(
    read(spanish).match(/vosotros|vuestr|vídeo|ordenador|\b(?:has|ha|han) \p{L}+(?:ado|ido|to|cho)\b/iu),
  ).toBeNull()
})
