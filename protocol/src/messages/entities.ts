import { linkUrl } from './link-url.ts'
import type { Entity, EntityType } from './message.ts'

/** Most entities that a message may have; a server may allow fewer. */
export const MOST_ENTITIES = 1_000

/**
 * Nesting order of types, the outermost first. Types with the same number can't nest; bold, italic and strike may
 * overlap anything and are cut where they do.
 */
const RANK: Record<EntityType, number> = {
  quote: 0,
  pre: 1,
  link: 2,
  mention: 2,
  mention_all: 2,
  bold: 3,
  italic: 3,
  strike: 3,
  code: 4,
}

const STYLES: readonly EntityType[] = ['bold', 'italic', 'strike']
const isStyle = ({ type }: Entity) => STYLES.includes(type)
const endOf = ({ offset, length }: Entity) => offset + length

export interface EntityProblem {
  /** in the list, for example `3.offset` */
  field: string
  message: string
}

/** The fault of the first invalid entity; null: all are valid. */
export function entityProblem(text: string, entities: readonly Entity[]): EntityProblem | null {
  for (const [index, entity] of entities.entries()) {
    const wrong = problemOf(text, entity)
    if (wrong) return { field: `${index}.${wrong[0]}`, message: wrong[1] }
  }
  const others: { entity: Entity; index: number }[] = []
  for (const [index, entity] of entities.entries()) {
    if (isStyle(entity)) continue
    const crossed = others.find((other) => !mayStandTogether(other.entity, entity))
    if (crossed) return { field: `${index}.offset`, message: `must not overlap entity ${crossed.index}` }
    others.push({ entity, index })
  }
  return null
}

type Wrong = [field: 'offset' | 'length' | 'url' | 'language' | 'user_id', message: string]

function problemOf(text: string, entity: Entity): Wrong | null {
  const { type, offset, url, language, user_id } = entity
  const end = endOf(entity)
  if (offset >= text.length) return ['offset', `must be inside the text, which has ${text.length} characters`]
  if (end > text.length) return ['length', `must end inside the text, which has ${text.length} characters`]
  if (isInPair(text, offset)) return ['offset', 'must not be inside a surrogate pair']
  if (isInPair(text, end)) return ['length', 'must not end inside a surrogate pair']
  if (type === 'link') {
    if (url === undefined) return ['url', 'is required in a link']
    if (linkUrl(url) === null) return ['url', 'must be an http, https or mailto address without a user name']
  } else if (url !== undefined) return ['url', 'is for a link only']
  if (language !== undefined && type !== 'pre') return ['language', 'is for pre only']
  if (type === 'mention' && user_id === undefined) return ['user_id', 'is required in a mention']
  if (type !== 'mention' && user_id !== undefined) return ['user_id', 'is for a mention only']
  const isMention = type === 'mention' || type === 'mention_all'
  const covered = text.slice(offset, end)
  if (isMention && covered.includes('\n')) return ['length', 'must end in the same line']
  if (isMention && covered.trim() === '') return ['length', 'must cover something to read']
  if (type === 'code' && covered.includes('\n')) return ['length', 'must end in the same line; use pre for several']
  if (type === 'link' && covered.trim() === '') return ['length', 'must cover something to read']
  if (type !== 'quote' && type !== 'pre') return null
  if (offset > 0 && text[offset - 1] !== '\n') return ['offset', `must be where a line begins, since it is a ${type}`]
  if (end < text.length && text[end] !== '\n') return ['length', `must end where a line ends, since it is a ${type}`]
  return null
}

function isInPair(text: string, at: number): boolean {
  return /[\udc00-\udfff]/.test(text[at] ?? '') && /[\ud800-\udbff]/.test(text[at - 1] ?? '')
}

function mayStandTogether(some: Entity, other: Entity): boolean {
  if (endOf(some) <= other.offset || endOf(other) <= some.offset) return true
  const [outer, inner] = RANK[some.type] < RANK[other.type] ? [some, other] : [other, some]
  if (RANK[outer.type] === RANK[inner.type] || outer.type === 'pre') return false
  return outer.offset <= inner.offset && endOf(inner) <= endOf(outer)
}

/**
 * The same formatting in the one form that is stored: in the order of the text, each either beside or inside another,
 * without white space at the ends of a style, link or mention, and nothing that changes nothing.
 * @param entities for which `entityProblem` found nothing
 */
export function normalEntities(text: string, entities: readonly Entity[]): Entity[] {
  const code = joinedCode(entities)
  const inked = withoutSpaceInCode(text, code)
  const fixed = [
    ...joined(ofType(entities, 'quote'), 1),
    ...code,
    ...entities.flatMap((entity) => {
      if (isStyle(entity) || entity.type === 'quote' || entity.type === 'code') return []
      if (entity.type === 'pre') return entity
      return trimmed(inked, entity.type === 'link' ? { ...entity, url: linkUrl(entity.url ?? '') ?? '' } : entity)
    }),
  ]
  const styles = STYLES.flatMap((type) =>
    joined(ofType(entities, type), 0)
      .flatMap((style) => cutBy(style, fixed))
      .map((piece) => trimmed(inked, piece))
      .filter(({ length }) => length > 0),
  )
  return nested([...fixed, ...styles])
}

const ofType = (entities: readonly Entity[], type: EntityType) =>
  entities.filter((entity) => entity.type === type).sort((a, b) => a.offset - b.offset)

/** Ranges that overlap, or have at most `gap` characters between them, as one. */
function joined(entities: readonly Entity[], gap: number): Entity[] {
  const result: Entity[] = []
  for (const entity of entities) {
    const last = result.at(-1)
    if (last && entity.offset <= endOf(last) + gap) last.length = Math.max(endOf(last), endOf(entity)) - last.offset
    else result.push({ ...entity })
  }
  return result
}

/** Code that touches other code is one, unless one of them is within a link or a mention and the other is not. */
function joinedCode(entities: readonly Entity[]): Entity[] {
  const holders = entities.filter(({ type }) => RANK[type] === RANK.link)
  const holderOf = (code: Entity) =>
    holders.findIndex((holder) => holder.offset <= code.offset && endOf(code) <= endOf(holder))
  const byHolder = new Map<number, Entity[]>()
  for (const code of ofType(entities, 'code')) {
    const holder = holderOf(code)
    const known = byHolder.get(holder)
    if (known) known.push(code)
    else byHolder.set(holder, [code])
  }
  return [...byHolder.values()].flatMap((codes) => joined(codes, 0)).sort((a, b) => a.offset - b.offset)
}

/** The pieces of a style between the boundaries that it crosses. A block contains styles; code does not. */
function cutBy(style: Entity, fixed: readonly Entity[]): Entity[] {
  const [from, to] = [style.offset, endOf(style)]
  const cuts = new Set([from, to])
  for (const entity of fixed) {
    const [start, end] = [entity.offset, endOf(entity)]
    const contained = from <= start && end <= to
    if (contained && RANK[entity.type] >= 2) continue
    for (const place of [start, end]) if (place > from && place < to) cuts.add(place)
  }
  const places = [...cuts].sort((a, b) => a - b)
  const pieces: Entity[] = []
  for (const [index, start] of places.entries()) {
    const end = places[index + 1]
    if (end === undefined) break
    const within = (entity: Entity) => entity.offset <= start && end <= endOf(entity)
    const plain = (entity: Entity) =>
      entity.type === 'pre' || (entity.type === 'code' && (entity.offset < start || end < endOf(entity)))
    if (!fixed.some((entity) => plain(entity) && within(entity)))
      pieces.push({ type: style.type, offset: start, length: end - start })
  }
  return pieces
}

/** White space at the ends of code is part of it, and of a style or link around it. */
function withoutSpaceInCode(text: string, code: readonly Entity[]): string {
  const parts: string[] = []
  let at = 0
  for (const { offset, length } of code) {
    parts.push(text.slice(at, offset), 'x'.repeat(length))
    at = offset + length
  }
  return parts.join('') + text.slice(at)
}

function trimmed(text: string, entity: Entity): Entity {
  const covered = text.slice(entity.offset, endOf(entity))
  const offset = entity.offset + covered.length - covered.trimStart().length
  return { ...entity, offset, length: covered.trim().length }
}

const ORDER: readonly EntityType[] = [
  'quote',
  'pre',
  'link',
  'mention',
  'mention_all',
  'bold',
  'italic',
  'strike',
  'code',
]
const order = (a: Entity, b: Entity) =>
  a.offset - b.offset || b.length - a.length || ORDER.indexOf(a.type) - ORDER.indexOf(b.type)

/** In order, and cut where one ends inside another. */
export function nested(entities: readonly Entity[]): Entity[] {
  const waiting = [...entities].sort(order)
  const open: Entity[] = []
  const result: Entity[] = []
  for (let entity = waiting.shift(); entity; entity = waiting.shift()) {
    while (open.length > 0 && endOf(open.at(-1) as Entity) <= entity.offset) open.pop()
    const end = Math.min(endOf(entity), ...open.map(endOf))
    if (end < endOf(entity)) {
      waiting.push({ ...entity, length: end - entity.offset }, { ...entity, offset: end, length: endOf(entity) - end })
      waiting.sort(order)
      continue
    }
    open.push(entity)
    result.push(entity)
  }
  return result
}
