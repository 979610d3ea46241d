// Writes the emoji of the picker and their words from emojibase's data (MIT; Unicode's and CLDR's behind it), and the
// Arabic ones from CLDR's own, since emojibase has none. Run it when Unicode has new emoji: `npm install --prefix
// /tmp/emoji emojibase-data@17.0.0 cldr-annotations-full@48.2.0 cldr-annotations-derived-full@48.2.0`, then
// `bun tools/emoji/write-emoji-data.ts /tmp/emoji/node_modules`.
import { join } from 'node:path'

/** Many phones can't draw what came later. */
const NEWEST = 15

/** Components and regional letters are not emoji of their own. */
const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9]

interface Entry {
  emoji: string
  hexcode: string
  group?: number
  order?: number
  label: string
  tags?: string[]
  version: number
  skins?: { emoji: string; tone: number | number[] }[]
}

const from = process.argv[2]
if (!from) throw new Error('name the folder with the packages')
const to = join(import.meta.dir, '../../widget/src/chat/emoji')
const read = async <T>(file: string): Promise<T> => (await Bun.file(join(from, file)).json()) as T

const emojibase = (language: string) => read<Entry[]>(`emojibase-data/${language}/data.json`)
const english = await emojibase('en')
const shortcodes = await read<Record<string, string | string[]>>('emojibase-data/en/shortcodes/github.json')
const chosen = GROUPS.map((group) =>
  english
    .filter((entry) => entry.group === group && entry.version <= NEWEST)
    .map((entry) => ({ ...entry, emoji: recommended(entry.emoji) }))
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0)),
)

/** The one form that Unicode recommends for interchange; the server takes no other as a reaction. */
function recommended(emoji: string): string {
  const form = [emoji, emoji.replaceAll('\ufe0f', '')].find((one) => /^\p{RGI_Emoji}$/v.test(one))
  if (form === undefined) throw new Error(`${emoji} is no emoji for interchange`)
  return form
}

const MIDDLE_TONE = '\u{1f3fd}'
const PEOPLE = /[\u{1f468}\u{1f469}\u{1f9d1}]/gu

/** `+`: a skin tone follows the first character; `#`: each person; nothing: it has none. */
function toneMark({ emoji, skins = [] }: Entry): string {
  const toned = skins.find(({ tone }) => tone === 3)?.emoji
  if (toned === undefined) return ''
  const [first = '', ...rest] = emoji
  if (first + MIDDLE_TONE + rest.join('').replace(/^\ufe0f/, '') === toned) return '+'
  return emoji.replace(PEOPLE, `$&${MIDDLE_TONE}`) === toned ? '#' : ''
}

const generated = '// Written by tools/emoji/write-emoji-data.ts, from emojibase (MIT) and CLDR (Unicode License v3).'

await Bun.write(
  join(to, 'emoji-list.ts'),
  `${generated}

/** A line for each group. \`+\`: a skin tone follows the first character; \`#\`: it follows each person. */
export const EMOJI_LIST = \`
${chosen.map((group) => group.map((entry) => entry.emoji + toneMark(entry)).join(' ')).join('\n')}
\`
`,
)

/** CLDR's names and words, by the emoji without its variation selectors. */
type Annotations = Record<string, { default?: string[]; tts?: string[] }>

async function arabic(): Promise<Entry[]> {
  const { annotations } = await read<{ annotations: { annotations: Annotations } }>(
    'cldr-annotations-full/annotations/ar/annotations.json',
  )
  const { annotationsDerived } = await read<{ annotationsDerived: { annotations: Annotations } }>(
    'cldr-annotations-derived-full/annotationsDerived/ar/annotations.json',
  )
  const known = { ...annotationsDerived.annotations, ...annotations.annotations }
  return english.map((entry) => {
    const { tts = [], default: tags = [] } = known[entry.emoji.replaceAll('\ufe0f', '')] ?? known[entry.emoji] ?? {}
    return { ...entry, label: tts[0] ?? '', tags }
  })
}

for (const language of ['en', 'ru', 'ar', 'de', 'es', 'fr']) {
  const source = language === 'ar' ? await arabic() : await emojibase(language)
  const entries = new Map(source.map((entry) => [entry.hexcode, entry]))
  const lines = chosen.flat().map(({ hexcode }) => {
    const { label = '', tags = [] } = entries.get(hexcode) ?? {}
    const codes = language === 'en' ? [shortcodes[hexcode] ?? []].flat() : []
    const known = new Set(label.toLowerCase().split(/[\s:,-]+/))
    const more = new Set(tags.flatMap((tag) => tag.toLowerCase().split(/[\s,-]+/)).filter((word) => !known.has(word)))
    return `${label.replaceAll('|', ' ')}|${[...more].join(' ')}|${codes.join(' ')}`.replace(/\|+$/, '')
  })
  await Bun.write(join(to, `words-${language}.json`), `${JSON.stringify(lines, null, 2)}\n`)
}
