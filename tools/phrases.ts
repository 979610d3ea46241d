// For translators: `bun tools/phrases.ts write DIR` writes a JSON file for each language,
// `{ place: { text, context } }`, and `bun tools/phrases.ts read FILE` puts its texts back into the sources.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { type Language, languages } from '@imbachat/protocol/phrases/languages'
import { Glob } from 'bun'

/** A folder of it is a feature; its phrases are in `phrases.ts`, and those of a large feature in a folder `phrases`. */
const CHAT = resolve(import.meta.dir, '..', 'widget/src/chat')

interface Found {
  /** `FEATURE.name.name`, with the name of the file where a feature has several */
  place: string
  /** the comments of the file, of the groups around it, and its own */
  context: string
  /** where each language's text stands in the source, quotes included */
  texts: Map<string, { from: number; to: number }>
}

export type Sheet = Record<string, { text: string; context: string }>

const LITERAL = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g
/** Comments, `name: {`, `const NAME = {`, closing braces, elements of lists, texts by language. */
const PARTS = new RegExp(
  `/\\*\\*([\\s\\S]*?)\\*/|(\\w\\w):\\s*((?:${LITERAL.source})(?:\\s*\\+\\s*(?:${LITERAL.source}))*)` +
    `|(?:const )?(\\w+)(?:: [^={}'"\n]+)?(?::| =) ([{[])|([}\\]])|(\\{)`,
  'g',
)

/** The phrases of a source file, in its order. */
export function phrasesOf(file: string, source: string): Found[] {
  const found: Found[] = []
  const groups: { name: string; context: string; texts: Found['texts'] }[] = []
  let comment = ''
  const items = new Map<number, number>()
  for (const part of source.matchAll(PARTS)) {
    const [, doc, language, text, name, , close, element] = part
    if (doc !== undefined) comment = doc.replace(/\s*\n\s*\*\s?/g, ' ').trim()
    else if (name !== undefined || element !== undefined) {
      const index = items.get(groups.length) ?? 0
      if (name === undefined) items.set(groups.length, index + 1)
      groups.push({ name: name ?? String(index), context: comment, texts: new Map() })
      items.set(groups.length, 0)
      comment = ''
    } else if (close !== undefined) {
      const ended = groups.at(-1)
      if (ended && ended.texts.size > 0) {
        const names = groups.slice(1).map((group) => group.name)
        const place = [file, ...(groups.length > 1 ? names : [ended.name])].join('.')
        const context = groups.map((group) => group.context).filter((one) => one !== '')
        found.push({ place, context: context.join(' '), texts: ended.texts })
      }
      groups.pop()
    } else if (language !== undefined && text !== undefined) {
      const to = part.index + part[0].length
      groups.at(-1)?.texts.set(language, { from: to - text.length, to })
    }
  }
  return found
}

/** Of literals that stand behind each other, where the text is too long for a line. */
const value = (literals: string): string =>
  (literals.match(LITERAL) ?? []).map((one) => one.slice(1, -1).replace(/\\(.)/g, '$1')).join('')

/** Characters of a literal. */
const MOST = 100

const literal = (text: string): string =>
  (text.match(new RegExp(`.{1,${MOST}}(?: |$)|.+$`, 'gs')) ?? [''])
    .map((part) => `'${part.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
    .join(' + ')

export function sheetOf(file: string, source: string, language: Language): Sheet {
  const rows = phrasesOf(file, source).flatMap(({ place, context, texts }) => {
    const at = texts.get(language)
    return at ? [[place, { text: value(source.slice(at.from, at.to)), context }]] : []
  })
  return Object.fromEntries(rows)
}

/** The source with a language's texts from a sheet; those that the sheet lacks stay. */
export function withSheet(file: string, source: string, language: Language, sheet: Sheet): string {
  let text = source
  for (const { place, texts } of phrasesOf(file, source).toReversed()) {
    const at = texts.get(language)
    const own = sheet[place]?.text
    if (at && own !== undefined && own !== value(source.slice(at.from, at.to))) {
      text = text.slice(0, at.from) + literal(own) + text.slice(at.to)
    }
  }
  return text
}

export function sources(): [file: string, path: string, source: string][] {
  const paths = ['*/phrases.ts', '*/phrases/*.ts'].flatMap((glob) => [...new Glob(glob).scanSync(CHAT)]).sort()
  return paths.map((path) => {
    const file = path.replace('/phrases', '').replace('.ts', '').replace('/', '.')
    return [file, join(CHAT, path), readFileSync(join(CHAT, path), 'utf8')]
  })
}

if (import.meta.main) {
  const [act, target = ''] = process.argv.slice(2)
  if (act === 'write' && target) {
    for (const language of languages) {
      const sheet = Object.assign({}, ...sources().map(([file, , source]) => sheetOf(file, source, language)))
      writeFileSync(join(target, `${language}.json`), `${JSON.stringify(sheet, null, 2)}\n`)
    }
  } else if (act === 'read' && languages.some((one) => one === basename(target, '.json'))) {
    const language = basename(target, '.json') as Language
    const sheet = JSON.parse(readFileSync(target, 'utf8')) as Sheet
    for (const [file, path, source] of sources()) writeFileSync(path, withSheet(file, source, language, sheet))
  } else {
    console.error('bun tools/phrases.ts write DIR | read DIR/LANGUAGE.json')
    process.exit(1)
  }
}
