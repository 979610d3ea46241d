import type { ChatClient, ChatClientOptions, ErrorBody } from '@imbachat/sdk'
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { FrameConfig } from '../../bridge/frame-config.ts'
import type { FrameCall, PageOptions, ToFrame, ToPage } from '../../bridge/messages.ts'
import { type Phrases, phrasesFor } from '../i18n/phrases.ts'
import { type ChatModel, createChatModel } from './chat-model.ts'
import { createDrafts } from './drafts.ts'
import { errorCodeOf } from './error-code.ts'
import type { Sound } from './sound.ts'
import { type Times, timesFor } from './times.ts'
import { createTokenRequests } from './token-requests.ts'

/** Everything the frame needs from outside, so that it runs the same under a test. */
export interface FrameWorld {
  config: FrameConfig
  /** origin of the chat server */
  url: string
  page: { send(message: ToPage): void; receive(handle: (message: ToFrame) => void): void }
  createClient(options: ChatClientOptions): ChatClient
  /** null: this browser gives the frame none */
  storage: Storage | null
  sound: Sound
  /** the tab is in front */
  tabVisible: ReadonlySignal<boolean>
  /** milliseconds since 1970, moved on about twice a minute, for what is written of times */
  now: ReadonlySignal<number>
  browserLanguages: readonly string[]
}

/** How the reader is spoken to. */
export interface Language {
  phrases: Phrases
  times: Times
}

export interface FrameModel {
  /** null until the page says who it is for */
  options: ReadonlySignal<PageOptions | null>
  /** null until its catalog is there; nothing is drawn that long */
  language: ReadonlySignal<Language | null>
  now: ReadonlySignal<number>
  chat: ReadonlySignal<ChatModel | null>
  /** counts the times the window was opened */
  openings: ReadonlySignal<number>
  closePage(): void
  drag(message: Omit<Extract<ToPage, { t: 'drag' }>, 't'>): void
}

export function createFrameModel(world: FrameWorld): FrameModel {
  const { config, page } = world
  const options = signal<PageOptions | null>(null)
  const chat = signal<ChatModel | null>(null)
  const shown = signal(false)
  const openings = signal(0)
  const visible = computed(() => shown.value && world.tabVisible.value)
  const language = signal<Language | null>(null)
  const tokens = createTokenRequests(() => page.send({ t: 'tokenExpired' }))
  let client: ChatClient | null = null

  function load(given: PageOptions): void {
    if (client) return
    options.value = given
    const wanted = [given.language, config.settings.language, ...world.browserLanguages]
    void phrasesFor(wanted).then((phrases) => {
      language.value = { phrases, times: timesFor(phrases) }
    })
    shown.value = given.place === 'inline'
    client = world.createClient({
      url: world.url,
      widgetId: config.widgetId,
      token: given.token,
      tokenProvider: tokens.ask,
    })
    const model = createChatModel({
      client,
      drafts: createDrafts(world.storage, config.widgetId, given.userId ?? 'guest'),
      visible,
      unseenMessage: () => world.sound.play(),
    })
    chat.value = model
    reportTo(page.send, model)
  }

  async function call(id: number, { userId, permission }: FrameCall): Promise<void> {
    try {
      const room = await (chat.peek() ?? never()).openDialog(userId, permission)
      page.send({ t: 'result', id, ok: true, value: { room_id: room.room_id, user_id: room.peer?.user_id ?? null } })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      page.send({ t: 'result', id, ok: false, code: errorCodeOf(error), message })
    }
  }

  page.receive((message) => {
    switch (message.t) {
      case 'load':
        return load(message.options)
      case 'call':
        return void call(message.id, message.call)
      case 'shown':
        if (message.shown && !shown.peek()) openings.value++
        shown.value = message.shown
        return
      case 'token':
        if (!tokens.answer(message.token) && message.token !== null) client?.setToken(message.token)
        return
      case 'logout':
        chat.peek()?.end()
        chat.value = null
        return
      default:
        message satisfies never
    }
  })

  return {
    options,
    language,
    now: world.now,
    chat,
    openings,
    closePage: () => page.send({ t: 'close' }),
    drag: (message) => page.send({ t: 'drag', ...message }),
  }
}

/** Tells the page when the chat is ready, how much is unread, and, for the developer's console, why it was refused. */
function reportTo(send: (message: ToPage) => void, chat: ChatModel): void {
  let ready = false
  effect(() => {
    const connection = chat.connection.value
    const me = chat.me.value
    if (connection.kind === 'refused' && !isGuestDoor(connection.error)) {
      send({ t: 'failed', code: connection.error.code, message: connection.error.message })
    }
    const usable = connection.kind === 'online' && (me === null || chat.list.value.loaded)
    if (ready || !(usable || (connection.kind === 'refused' && isGuestDoor(connection.error)))) return
    ready = true
    send({ t: 'ready', userId: me?.user_id ?? null })
  })
  effect(() => send({ t: 'unread', rooms: chat.list.value.unreadRooms }))
}

/** A visitor who is not signed in is no failure of the page: `load()` without a token succeeds. */
export function isGuestDoor(error: ErrorBody): boolean {
  return error.code === 'guest_forbidden'
}

function never(): never {
  throw new Error('the page called before load')
}
