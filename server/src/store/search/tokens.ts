import type { Message } from '@imbachat/protocol'
import type { FindMessages } from '../../chat/ports.ts'
import { rangesOf, type Terms, termsOf } from './query.ts'
import { wordsOf } from './words.ts'

/** No word has this character, so nothing that users write looks like a mark. */
const MARK = '§'

/** What a message is besides its words; each is looked up like a word. */
const marks = {
  widget: (widgetId: number) => `${MARK}${widgetId}`,
  room: (widgetId: number, roomId: number) => `${MARK}${widgetId}r${roomId}`,
  /** A hash: two senders may share it, so results are compared with the sender's id. */
  sender: (widgetId: number, userId: string) => `${MARK}${widgetId}u${Bun.hash(userId).toString(36)}`,
  has: (widgetId: number, what: Has) => `${MARK}${widgetId}h${what}`,
}

type Has = NonNullable<FindMessages['has']>

const LINK = /\bhttps?:\/\/\S|\bwww\.\S/iu

/** What the index keeps of a message. @returns null: nothing to find, as in a deleted message */
export function tokensOf(widgetId: number, roomId: number, message: Message): string[] | null {
  const text = searchedText(message)
  const stems = new Set<string>()
  for (const { stem } of wordsOf(text)) stems.add(stem)
  if (stems.size === 0) return null
  return [
    marks.widget(widgetId),
    marks.room(widgetId, roomId),
    marks.sender(widgetId, message.sender_id),
    ...whatItHas(message).map((what) => marks.has(widgetId, what)),
    ...stems,
  ]
}

/** The text, the title of its card and the names of the files. */
function searchedText({ text, deleted_at, attachments = [], card }: Message): string {
  return deleted_at === null ? [text, ...attachments.map(({ name }) => name), card?.title ?? ''].join('\n') : ''
}

/** The same for one message that no index has. */
export function foundIn(message: Message, { query, has }: Pick<FindMessages, 'query' | 'has'>) {
  const terms = termsOf(query)
  return terms && (has === null || whatItHas(message).includes(has)) ? wordsIn(message, terms) : null
}

/**
 * Where the message's text has the words of the query.
 * @returns null: the message does not have all of them, as when the index is behind
 */
export function wordsIn(message: Message, terms: Terms): [number, number][] | null {
  const ranges = rangesOf(searchedText(message), terms)
  return ranges?.filter(([offset]) => offset < (message.text?.length ?? 0)) ?? null
}

function whatItHas({ text, entities = [], attachments = [] }: Message): Has[] {
  // the address of a link may stand beside the text alone
  const isLinked = LINK.test(text ?? '') || entities.some(({ type }) => type === 'link')
  const has: Has[] = isLinked ? ['link'] : []
  if (attachments.some(({ kind }) => kind === 'image')) has.push('image')
  if (attachments.some(({ kind }) => kind !== 'image')) has.push('file')
  return has
}

/** The marks that a message must have all of. `rooms`: it is in one of them; null: in any room of the widget. */
export function requiredMarks(
  { widgetId, fromUser, has }: Pick<FindMessages, 'widgetId' | 'fromUser' | 'has'>,
  rooms: readonly number[] | null,
): { all: string[]; oneOf: string[] } {
  const all: string[] = []
  if (rooms === null) all.push(marks.widget(widgetId))
  if (fromUser !== null) all.push(marks.sender(widgetId, fromUser))
  if (has !== null) all.push(marks.has(widgetId, has))
  return { all, oneOf: (rooms ?? []).map((roomId) => marks.room(widgetId, roomId)) }
}
