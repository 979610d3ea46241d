import type { Message } from '@imbachat/protocol'
import type { FindMessages } from '../../chat/ports.ts'
import { rangesOf, type Terms, termsOf } from './query.ts'
import { wordsOf } from './words.ts'

/** No word has this character, so nothing that users write looks like a mark. */
const MARK = '§'

/** Properties of a message; each is looked up like a word. */
const marks = {
  widget: (widget_id: number) => `${MARK}${widget_id}`,
  room: (widget_id: number, room_id: number) => `${MARK}${widget_id}r${room_id}`,
  /** A hash: two senders may share it, so results are compared with the sender's id. */
  sender: (widget_id: number, user_id: string) => `${MARK}${widget_id}u${Bun.hash(user_id).toString(36)}`,
  has: (widget_id: number, part: Has) => `${MARK}${widget_id}h${part}`,
}

type Has = NonNullable<FindMessages['has']>

const LINK = /\bhttps?:\/\/\S|\bwww\.\S/iu

/** The terms of a message in the index. @returns null: nothing to find, as in a deleted message */
export function tokensOf(widget_id: number, room_id: number, message: Message): string[] | null {
  const text = searchedText(message)
  const stems = new Set<string>()
  for (const { stem } of wordsOf(text)) stems.add(stem)
  if (stems.size === 0) return null
  return [
    marks.widget(widget_id),
    marks.room(widget_id, room_id),
    marks.sender(widget_id, message.sender_id),
    ...partsOf(message).map((has) => marks.has(widget_id, has)),
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
  return terms && (has === null || partsOf(message).includes(has)) ? wordsIn(message, terms) : null
}

/**
 * Finds the words of the query in a message's text.
 * @returns null: the message does not have all of them, for example because the index is behind
 */
export function wordsIn(message: Message, terms: Terms): [number, number][] | null {
  const ranges = rangesOf(searchedText(message), terms)
  return ranges?.filter(([offset]) => offset < (message.text?.length ?? 0)) ?? null
}

function partsOf({ text, entities = [], attachments = [] }: Message): Has[] {
  // the address of a link may stand beside the text alone
  const isLinked = LINK.test(text ?? '') || entities.some(({ type }) => type === 'link')
  const has: Has[] = isLinked ? ['link'] : []
  if (attachments.some(({ kind }) => kind === 'image')) has.push('image')
  if (attachments.some(({ kind }) => kind !== 'image')) has.push('file')
  return has
}

/** The marks that a message must have all of. `rooms`: it is in one of them; null: in any room of the widget. */
export function requiredMarks(
  { widget_id, from_user, has }: Pick<FindMessages, 'widget_id' | 'from_user' | 'has'>,
  rooms: readonly number[] | null,
): { all: string[]; oneOf: string[] } {
  const all: string[] = []
  if (rooms === null) all.push(marks.widget(widget_id))
  if (from_user !== null) all.push(marks.sender(widget_id, from_user))
  if (has !== null) all.push(marks.has(widget_id, has))
  return { all, oneOf: (rooms ?? []).map((room_id) => marks.room(widget_id, room_id)) }
}
