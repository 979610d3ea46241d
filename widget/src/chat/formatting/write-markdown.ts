import type { Entity } from '@imbachat/protocol'
import { GUARD } from './guard.ts'
import { type Formatted, parseMarkdown } from './parse-markdown.ts'

/** Ways to escape text so that it is not read as marks, the most readable way first. */
const WAYS = [
  { guards: false, forced: false },
  { guards: true, forced: false },
  { guards: true, forced: true },
] as const
type Way = (typeof WAYS)[number]

/**
 * The Markdown that is read as this text with this formatting. Mentions are text here: see `mentions.ts`.
 * @param given in normal form
 */
export function writeMarkdown(text: string, given: readonly Entity[] = []): string {
  const entities = given.filter((entity) => !isMention(entity))
  const wanted = JSON.stringify({ text, entities } satisfies Formatted)
  for (const way of WAYS) {
    const written = write(text, entities, way)
    if (way.forced || JSON.stringify(parseMarkdown(written)) === wanted) return written
  }
  return text
}

const MARKER: Readonly<Partial<Record<Entity['type'], string>>> = { bold: '**', italic: '_', strike: '~~' }

const isMention = ({ type }: Entity) => type === 'mention' || type === 'mention_all'

const endOf = ({ offset, length }: Entity) => offset + length

function write(text: string, entities: readonly Entity[], { guards, forced }: Way): string {
  const literal = (from: number, to: number) =>
    guards ? text.slice(from, to).replace(/[*_~`[\]{}>\u2060]/g, `${GUARD}$&`) : text.slice(from, to)

  /** Part of the text with the entities within it: those of `list`, in order. */
  function part(from: number, to: number, list: readonly Entity[]): string {
    let written = ''
    let at = from
    for (let index = 0; index < list.length; ) {
      const entity = list[index] as Entity
      let next = index + 1
      while (next < list.length && (list[next] as Entity).offset < endOf(entity)) next++
      written += literal(at, entity.offset) + one(entity, list.slice(index + 1, next))
      at = endOf(entity)
      index = next
    }
    return written + literal(at, to)
  }

  function one(entity: Entity, within: readonly Entity[]): string {
    const from = entity.offset
    const to = endOf(entity)
    switch (entity.type) {
      case 'bold':
      case 'italic':
      case 'strike': {
        const marker = MARKER[entity.type]
        const content = part(from, to, within)
        return forced ? `{${marker}${content}${marker}}` : `${marker}${content}${marker}`
      }
      case 'link':
        return `[${part(from, to, within)}](${/[()]/.test(entity.url ?? '') ? `<${entity.url}>` : entity.url})`
      case 'code':
        return code(from, to)
      case 'pre': {
        const content = text.slice(from, to)
        const fence = '`'.repeat(Math.max(3, ...[...content.matchAll(/`+/g)].map(([run]) => run.length + 1)))
        return `${fence}${entity.language ?? ''}\n${content}\n${fence}`
      }
      case 'mention':
      case 'mention_all':
        return part(from, to, within)
      case 'quote':
        return part(from, to, within).replace(/^/gm, '> ')
    }
  }

  function code(from: number, to: number): string {
    const content = text.slice(from, to)
    const taken = new Set([...content.matchAll(/`+/g)].map(([run]) => run.length))
    const isWithinWord = /[\p{L}\p{N}\p{M}]/u.test(`${text[from - 1] ?? ''}${text[to] ?? ''}`)
    // three at both ends of a line would be a block
    let ticks = isWithinWord ? 2 : 1
    while (taken.has(ticks) || ticks === 3) ticks++
    const space = /^`|`$|^ .*\S.* $/.test(content) ? ' ' : ''
    const fence = '`'.repeat(ticks)
    return `${fence}${space}${content}${space}${fence}`
  }

  return part(0, text.length, entities)
}
