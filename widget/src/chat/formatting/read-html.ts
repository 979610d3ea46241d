import type { Entity } from '@imbachat/protocol'
import { entityProblem, normalEntities } from '@imbachat/protocol/messages/entities'
import { linkUrl } from '@imbachat/protocol/messages/link-url'
import type { Formatted } from './parse-markdown.ts'

/** Longest HTML that is read, characters: a whole spreadsheet is pasted as plain text. */
const MOST_HTML = 500_000

const SKIPPED = new Set([
  'SCRIPT',
  'STYLE',
  'TEMPLATE',
  'HEAD',
  'TITLE',
  'NOSCRIPT',
  'SVG',
  'OBJECT',
  'IFRAME',
  'TEXTAREA',
])
const BLOCKS = new Set([
  ...[
    'P',
    'DIV',
    'UL',
    'OL',
    'LI',
    'TR',
    'TABLE',
    'SECTION',
    'ARTICLE',
    'HEADER',
    'FOOTER',
    'FIGURE',
    'DL',
    'DT',
    'DD',
  ],
  ...['H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'BLOCKQUOTE', 'PRE', 'HR'],
])
const CELLS = new Set(['TD', 'TH'])
const STYLE_OF: Readonly<Record<string, Entity['type']>> = {
  ...{ B: 'bold', STRONG: 'bold', H1: 'bold', H2: 'bold', H3: 'bold', H4: 'bold', H5: 'bold', H6: 'bold', TH: 'bold' },
  ...{ I: 'italic', EM: 'italic', CITE: 'italic', S: 'strike', STRIKE: 'strike', DEL: 'strike' },
  ...{ CODE: 'code', KBD: 'code', TT: 'code', SAMP: 'code' },
}

/**
 * The formatting of pasted rich text. It is parsed into a document of its own, in which nothing runs and nothing is
 * fetched, and only its text nodes are taken. Null: it has no formatting that a message can have.
 */
export function readHtml(html: string): Formatted | null {
  if (html.length > MOST_HTML) return null
  const { body } = new DOMParser().parseFromString(inert(html), 'text/html')
  let text = ''
  const found: Entity[] = []

  const newLine = () => {
    text = text.replace(/ +$/, '')
    if (text !== '' && !text.endsWith('\n')) text += '\n'
  }

  function mark(type: Entity['type'], from: number, more: Partial<Entity> = {}): void {
    const covered = text.slice(from)
    const length = covered.trimEnd().length
    if (length > 0) found.push({ type, offset: from, length, ...more })
  }

  function readElement(element: Element, isPre: boolean): void {
    const { tagName } = element
    if (SKIPPED.has(tagName.toUpperCase())) return
    if (tagName === 'BR') {
      text += '\n'
      return
    }
    const isBlock = BLOCKS.has(tagName)
    if (isBlock) newLine()
    if (tagName === 'LI') text += element.parentElement?.tagName === 'OL' ? `${placeOf(element)}. ` : '• '
    if (CELLS.has(tagName) && element.previousElementSibling) text += ' '
    const from = text.length
    for (const child of element.childNodes) {
      if (child instanceof Element) readElement(child, isPre || tagName === 'PRE')
      else if (child.nodeType === Node.TEXT_NODE) addText(child.nodeValue ?? '', isPre || tagName === 'PRE')
    }
    for (const type of stylesOf(element)) {
      if (type !== 'code') mark(type, from)
      else if (!isPre && !text.slice(from).includes('\n')) mark(type, from)
    }
    if (tagName === 'A') {
      const url = linkUrl(element.getAttribute('href') ?? '')
      const shown = text.slice(from).trim()
      if (url !== null && shown !== '' && shown !== url && `${shown}/` !== url) mark('link', from, { url })
    }
    if (tagName === 'PRE') mark('pre', from)
    if (tagName === 'BLOCKQUOTE') mark('quote', from)
    if (isBlock) newLine()
  }

  function addText(written: string, isPre: boolean): void {
    if (isPre) text += written.replace(/\r\n?/g, '\n')
    else {
      const words = written.replace(/[\s\u00a0]+/g, ' ')
      text += text === '' || /\s$/.test(text) ? words.trimStart() : words
    }
  }

  readElement(body, false)
  return inForm(text, found)
}

const placeOf = (item: Element) => [...(item.parentElement?.children ?? [])].indexOf(item) + 1

function stylesOf(element: Element): Set<Entity['type']> {
  const types = new Set<Entity['type']>()
  const own = STYLE_OF[element.tagName]
  if (own) types.add(own)
  const css = element.getAttribute('data-style') ?? ''
  // Google Docs puts everything into a <b> that is not bold
  if (/font-weight:\s*(normal|[1-5]00)/i.test(css)) types.delete('bold')
  else if (/font-weight:\s*(bold|[6-9]00)/i.test(css)) types.add('bold')
  if (/font-style:\s*italic/i.test(css)) types.add('italic')
  if (/text-decoration[^;]*line-through/i.test(css)) types.add('strike')
  return types
}

/** The page's policy forbids styles and handlers even where nothing runs, and the browser would complain of each. */
const inert = (html: string) =>
  html
    .replace(/<(\/?)style\b/gi, '<$1template')
    .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)\s*=/gi, ' data-$1='))

/** Without the white space around it, and without what can't stand where it stands. */
function inForm(written: string, found: readonly Entity[]): Formatted | null {
  const lead = written.length - written.trimStart().length
  const text = written.trim()
  const within = found
    .map((entity) => ({ ...entity, offset: entity.offset - lead }))
    .filter(({ offset, length }) => offset >= 0 && offset + length <= text.length)
  const entities = normalEntities(text, fitting(text, within))
  return entities.length === 0 ? null : { text, entities }
}

/** Most entities that are taken over. */
const MOST = 300

/** Takes blocks first: an entity that may not stand inside a block is dropped. */
function fitting(text: string, entities: readonly Entity[]): Entity[] {
  const isBlock = ({ type }: Entity) => type === 'quote' || type === 'pre'
  const kept: Entity[] = []
  for (const entity of [...entities.filter(isBlock), ...entities.filter((one) => !isBlock(one))].slice(0, MOST)) {
    if (entityProblem(text, [...kept, entity]) === null) kept.push(entity)
  }
  return kept
}
