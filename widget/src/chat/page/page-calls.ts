import type { ContextGiven, RoomByPipe } from '@imbachat/sdk'
import type { ChatFrameCall, ToChatFrame, ToPage } from '../../bridge/messages.ts'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { profilesJoined } from '../profiles/join-profiles.ts'
import { PageCallError } from './page-call-error.ts'
import { openByPipe, openForPage } from './page-opening.ts'

const PIPE_MAX = 128
const ID_MAX = 128
/** The most that a widget can allow in a message. */
const TEXT_MAX = 20_000
const TITLE_MAX = 200

/** The pipe or title: pages pass numbers, too. */
const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() || null : null

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** Does what the page asks for, and answers its promise. */
export async function answerCall(
  { id, call }: Extract<ToChatFrame, { t: 'call' }>,
  { chat, address, send }: { chat: ChatModel | null; address: string; send(message: ToPage): void },
): Promise<void> {
  try {
    if (!chat) throw new Error('the page called before load')
    send({ t: 'result', id, ok: true, value: await answer(chat, call, address) })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    send({ t: 'result', id, ok: false, code: errorCodeOf(error), message })
  }
}

/**
 * The value that the page's promise resolves with.
 * @param address the page's own
 * @throws what the page gets: its own mistake, or what the server answered
 */
async function answer(chat: ChatModel, asked: ChatFrameCall, address: string): Promise<unknown> {
  switch (asked.name) {
    case 'openDialog': {
      const [target, more, token] = JSON.parse(asked.given)
      const isRoom = Object(target) === target
      const isForm = Object(more) === more
      const profile = isForm ? readProfile(more.profile) : readProfile(more)
      if (profile !== undefined) await profilesJoined()
      return openForPage(
        chat,
        ({ room_id, peer, context }) =>
          isRoom
            ? room_id === Number(target.room)
            : peer?.user_id === String(target) &&
              String(context?.id) === String(more?.context?.id) &&
              (profile === undefined || chat.meIn(room_id)?.user_id === profile),
        async () => {
          const { permission, context, text } = isForm ? readOptions(more, address) : {}
          const opened = isRoom
            ? await chat.openById(readRoomId(target.room))
            : await chat.openDialog(target, token || permission || undefined, context, profile)
          prefill(chat, opened.room_id, text)
          return { room_id: opened.room_id, user_id: opened.peer?.user_id ?? null }
        },
      )
    }
    case 'addToRoom': {
      return openForPage(
        chat,
        () => false,
        async () => {
          const { room_id, pipe, title } = await openByPipe(chat, readRoom(JSON.parse(asked.given)[0]))
          return { room_id, pipe, title }
        },
      )
    }
    default:
      return asked.name satisfies never
  }
}

/**
 * The input of the page's `addToRoom({pipe, title, is_public, type, users_ids})`.
 *
 * @throws PageCallError
 */
export function readRoom(given: unknown): RoomByPipe {
  if (typeof given !== 'object' || given === null) {
    throw new PageCallError('addToRoom: expects an object {pipe, title, is_public, type, users_ids}')
  }
  const { pipe, title, is_public, type, users_ids } = given as Record<string, unknown>
  const empty = pipe === null || (typeof pipe === 'string' && pipe.trim() === '')
  const name = empty ? newPipe() : text(pipe)
  if (name === null || name.length > PIPE_MAX) {
    throw new PageCallError(`addToRoom: pipe must be the room's name, at most ${PIPE_MAX} characters`)
  }
  if (isGiven(title) && text(title) === null) throw new PageCallError('addToRoom: title must be text')
  if (isGiven(type) && String(type) !== '1') {
    throw new PageCallError('addToRoom: type must be 1, room_type.conference')
  }
  return {
    pipe: name,
    title: text(title) ?? undefined,
    is_public: readFlag(is_public),
    user_ids: readUserIds(users_ids),
  }
}

/** The input of the page's `openDialog(user_id, {permission, context: {id, title, image, url}, text, profile})`. */
interface DialogOptions {
  permission?: string | undefined
  context?: ContextGiven | undefined
  text?: string | undefined
}

/** Puts a text into the composer, for the user to send or change. What they wrote themselves stays. */
export function prefill({ drafts }: Pick<ChatModel, 'drafts'>, room_id: number, given: string | undefined): void {
  const draft = drafts.get(room_id)
  if (given !== undefined && draft.text === '') drafts.set(room_id, { ...draft, text: given })
}

function readRoomId(given: unknown): number {
  const id = Number(given)
  if (Number.isSafeInteger(id) && id > 0) return id
  throw new PageCallError('openDialog: room must be the id of a room')
}

/**
 * @param base the page's address: relative ones in it are relative to that
 * @throws PageCallError
 */
export function readOptions(
  { permission, context, text: words }: Record<string, unknown>,
  base: string,
): DialogOptions {
  if (isGiven(permission) && typeof permission !== 'string') {
    throw new PageCallError('openDialog: permission must be a dialog permission token')
  }
  return {
    permission: isGiven(permission) ? (permission as string) : undefined,
    context: isGiven(context) ? readContext(context, base) : undefined,
    text: isGiven(words) ? readText(words) : undefined,
  }
}

/** One of the user's own names; another value is passed over, as a site of the hosted service may give any. */
const readProfile = (given: unknown): string | undefined =>
  typeof given === 'string' || typeof given === 'number' ? String(given) : undefined

function readText(given: unknown): string {
  if (typeof given === 'string' && given.length <= TEXT_MAX) return given
  throw new PageCallError(`openDialog: text must be text of at most ${TEXT_MAX} characters`)
}

function readContext(given: unknown, base: string): ContextGiven {
  if (typeof given !== 'object' || given === null) {
    throw new PageCallError('openDialog: context must be an object {id, title, image, url}')
  }
  const { id, title, image, url } = given as Record<string, unknown>
  return {
    id: readLine('id', id, ID_MAX),
    title: readLine('title', title, TITLE_MAX),
    image: readAddress('image', image, base),
    url: readAddress('url', url, base),
  }
}

function readLine(name: string, value: unknown, max: number): string {
  const line = text(value)
  if (line !== null && line.length <= max) return line
  throw new PageCallError(`openDialog: context.${name} must be text of 1 to ${max} characters`)
}

function readAddress(name: string, value: unknown, base: string): string | null {
  if (!isGiven(value)) return null
  const url = typeof value === 'string' && URL.canParse(value, base) ? new URL(value, base) : null
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href
  throw new PageCallError(`openDialog: context.${name} must be an http(s) address`)
}

/** `crypto.randomUUID` is missing in pages without HTTPS, even in a frame that has it. */
const newPipe = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, '0')).join('-')

/** Sites send `"0"`, `"1"`, numbers and booleans for the same thing. */
function readFlag(value: unknown): boolean {
  if (!isGiven(value)) return false
  const text = String(value).toLowerCase()
  if (text === '1' || text === 'true') return true
  if (text === '0' || text === 'false') return false
  throw new PageCallError('addToRoom: is_public must be 1 or 0')
}

/**
 * `[{user_id}]` or `[id]`; an array of PHP with holes comes as an object. Entries without an id are left out: some
 * sites send them.
 */
function readUserIds(value: unknown): string[] {
  if (!isGiven(value)) return []
  if (typeof value !== 'object') throw new PageCallError('addToRoom: users_ids must be an array of user ids')
  const ids = Object.values(value as object).map((one: unknown) =>
    text(typeof one === 'object' && one !== null ? (one as { user_id?: unknown }).user_id : one),
  )
  return [...new Set(ids.filter((id) => id !== null))]
}
