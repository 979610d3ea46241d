import type { ChatClient, ChatClientOptions, ErrorBody, RequestErrorCode } from '@imbachat/sdk'
import { userIdOf } from '@imbachat/sdk/core'
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ChatFrameConfig } from '../../bridge/chat-frame-config.ts'
import { CHAT_LINK } from '../../bridge/chat-link.ts'
import type { Looks, PageOptions, RoomHolder, ToChatFrame, ToPage } from '../../bridge/messages.ts'
import { pageScript, rest } from '../bundles/views.ts'
import { createDrafts } from '../composer/drafts.ts'
import type { Language } from '../core/language-context.ts'
import { closeLayers, layerCount } from '../core/layers/layers.ts'
import { namedIn } from '../core/names/names.ts'
import { timesFor } from '../core/times.ts'
import { keepGuestToken } from '../guests/guest-token.ts'
import { phrasesFor } from '../i18n/phrases-for.ts'
import { createTokenRequests } from '../page/token-requests.ts'
import type { ChatModel } from './chat-model.ts'
import { createChatModel } from './chat-model.ts'

/** Everything the frame needs from outside, so that it runs the same under a test. */
export interface ChatFrameWorld {
  config: ChatFrameConfig
  /** origin of the chat server */
  url: string
  page: { pageOrigin: string; send(message: ToPage): void; receive(handle: (message: ToChatFrame) => void): void }
  createClient(options: ChatClientOptions): ChatClient
  /** null: this browser gives the frame none */
  storage: Storage | null
  /** the same for this tab alone */
  tabStorage: Storage | null
  /** @returns a function that plays the sound of a new message, if the user used this tab last */
  createRinger(user_id: string): () => void
  /** the tab is in front, and the page shows the frame's place */
  onScreen: ReadonlySignal<boolean>
  /** the keyboard's input goes to this frame */
  hasFocus(): boolean
  /** milliseconds since 1970, moved on about twice a minute, for what is written of times */
  now: ReadonlySignal<number>
  browserLanguages: readonly string[]
  /** Puts a brand's colours, corners and font on. */
  applyLooks(looks: Looks): Promise<void>
}

export interface ChatFrameModel {
  /** null until the page says who it is for */
  options: ReadonlySignal<PageOptions | null>
  /** null until its catalog is there; nothing is drawn that long */
  language: ReadonlySignal<Language | null>
  now: ReadonlySignal<number>
  chat: ReadonlySignal<ChatModel | null>
  /** the one room that this frame shows; null: the whole chat */
  single: ReadonlySignal<SingleRoom | null>
  pageOrigin: string
  settings: ChatFrameConfig['settings']
  /** the window is open, or the chat a part of the page */
  shown: ReadonlySignal<boolean>
  /** The window opened by itself, for a ring: the user does not read what is in it. */
  openedForRing: Signal<boolean>
  /** counts the times the window was opened */
  openings: ReadonlySignal<number>
  /** the room whose new message stands beside the closed launcher; null: none does */
  preview: Signal<number | null>
  send(message: ToPage): void
  /**
   * May the composer of a conversation that opens take the focus from the page?
   * @param asked the user or the page asked for just that
   */
  takesFocus(asked?: boolean): boolean
  /** The composer has the focus, or text in it. */
  writing: Signal<boolean>
  /** of the page that shows the chat */
  address(): string
  /** Shows what a link to the same site names in the chat. @returns false: it is another link */
  followsLink(link: HTMLAnchorElement): boolean
}

export function createChatFrameModel(world: ChatFrameWorld): ChatFrameModel {
  const { config, page } = world
  const options = signal<PageOptions | null>(null)
  const chat = signal<ChatModel | null>(null)
  const single = signal<SingleRoom | null>(null)
  const shown = signal(false)
  const openedForRing = signal(false)
  const openings = signal(0)
  const writing = signal(false)
  const preview = signal<number | null>(null)
  /** the visitor did not open the chat on this page: it is part of the page, or was open on the page before */
  let quiet = true
  const visible = computed(() => shown.value && world.onScreen.value && !openedForRing.value)
  const language = signal<Language | null>(null)
  const tokens = createTokenRequests(() => page.send({ t: 'tokenExpired' }))
  let client: ChatClient | null = null
  let address = page.pageOrigin

  let applied: Promise<void> = Promise.resolve()
  /** One after the other: the script that does it is fetched, and the page may have changed its mind meanwhile. */
  function applyLooks(looks: Looks): Promise<void> {
    applied = applied.then(() => world.applyLooks(looks)).catch(() => {})
    return applied
  }

  function load(given: PageOptions): void {
    if (client) return
    options.value = given
    const wanted = computed(() => [options.value?.language, config.settings.language, ...world.browserLanguages])
    // nothing is drawn in colours that change a moment later
    const applying = given.brand && applyLooks(given)
    // The user's own choice comes with the connection; `page` is no language, and is passed over.
    const own = computed(() => chat.value?.settings.value?.language ?? 'page')
    let newest: unknown
    effect(() => {
      // read here: the dashboard's preview changes them
      const words = config.phrases && pageScript.fetch().catch(() => {})
      const asked = phrasesFor([own.value, ...wanted.value], config.catalogs)
      newest = asked
      void Promise.all([asked, words, applying]).then(async ([plain, words]) => {
        const phrases = words?.changed(plain, config.phrases) ?? plain
        // views that are shown, or about to be, need all their phrases in the new language
        if (language.peek()) await phrases.loadLater().catch(() => {})
        // English is here at once, the catalog of the language before it may come later
        if (newest !== asked) return
        namedIn.value = phrases
        language.value = { phrases, times: timesFor(phrases) }
      })
    })
    shown.value = given.place === 'inline'
    // on an app's full page, only the token names the user
    const user_id = userIdOf(given.token) ?? given.userId ?? 'guest'
    const ring = world.createRinger(user_id)
    const guest = keepGuestToken(world.storage, config, given.token)
    const mine = {
      url: world.url,
      widgetId: config.widgetId,
      token: given.token ?? guest.token,
      tokenProvider: tokens.ask,
    }
    client = world.createClient(mine)
    const model = createChatModel({
      client,
      guest,
      drafts: createDrafts(world.storage, config.widgetId, user_id),
      visible,
      now: world.now,
      fileLimits: config.settings.files,
      unseenMessage(room_id) {
        if (model.settings.peek()?.sound !== false) ring()
        showPreview(room_id)
      },
    })
    const begin = () => {
      chat.value = model
      reportTo(page.send, model)
    }
    if (given.room === null) {
      pageScript.fetch().then(
        ({ startWholeChat }) => startWholeChat(model, given, world, chat, shown, mine),
        // without the network there is nothing to open
        () => {},
      )
      begin()
    } else {
      void pageScript.fetch().then(({ createSingleRoom }) => {
        single.value = createSingleRoom(model, given, config.settings.guests !== 'none', address)
        begin()
      })
    }
  }

  function takesFocus(asked = false): boolean {
    // the dashboard's preview stands beside a form in which its owner writes
    return world.hasFocus() || (!config.sample && (asked || !quiet))
  }

  function showPreview(room_id: number): void {
    const closed = options.peek()?.place === 'window' && !shown.peek()
    if (config.settings.preview && closed && world.onScreen.peek()) preview.value = room_id
  }

  /** @returns false: this frame shows one room alone */
  function follow(link: string): boolean {
    if (single.peek()) return false
    void rest.fetch().then(({ followLink }) => followLink(chat.peek(), link))
    return true
  }

  page.receive((message) => {
    switch (message.t) {
      case 'load':
        return load(message.options)
      case 'call':
        return void pageScript.fetch().then(
          ({ answerCall }) => answerCall(message, { chat: chat.peek(), address, send: page.send }),
          ({ message: text }) =>
            page.send({ t: 'result', id: message.id, ok: false, code: 'connection_lost', message: text }),
        )
      case 'address':
        address = message.href
        if (message.linked) follow(address)
        return
      case 'shown':
        if (options.peek()?.place === 'window') quiet = message.quiet === true
        if (message.shown && !shown.peek() && takesFocus()) openings.value++
        shown.value = message.shown
        preview.value = null
        return
      case 'back':
        return closeLayers(message.steps)
      case 'token':
        if (!tokens.answer(message.token) && message.token !== null) client?.setToken(message.token)
        return
      case 'logout':
        return void pageScript.fetch().then(({ logOut }) => logOut(message, world, chat))
      case 'listen':
      case 'looks':
      case 'language':
      case 'room':
      case 'pushed':
        return void pageScript
          .fetch()
          .then(({ runCommand }) => runCommand(message, { options, chat, single, send: page.send, applyLooks }))
      default:
        message satisfies never
    }
  })

  let layers = 0
  effect(() => {
    layers = layerCount()
    // a menu that opens a sheet is gone a moment before the sheet is there
    queueMicrotask(() => page.send({ t: 'layers', count: layers }))
  })

  effect(() => {
    if (single.value) page.send({ t: 'writing', writing: writing.value && world.onScreen.value })
  })

  return {
    options,
    language,
    now: world.now,
    chat,
    single,
    pageOrigin: page.pageOrigin,
    settings: config.settings,
    shown,
    openedForRing,
    openings,
    preview,
    send: page.send,
    takesFocus,
    writing,
    address: () => address,
    followsLink: ({ origin, hash, href }) => origin === page.pageOrigin && hash.startsWith(CHAT_LINK) && follow(href),
  }
}

/**
 * Reports to the page: the chat is ready, the unread counts, and the reason of a refusal for the developer's console.
 */
function reportTo(send: (message: ToPage) => void, chat: ChatModel): void {
  let ready = false
  effect(() => {
    const connection = chat.connection.value
    const me = chat.me.value
    if (connection.kind === 'refused' && !isGuestDoor(connection.error)) {
      // the page is notified when the chat comes back
      ready = false
      send({ t: 'failed', code: connection.error.code, message: connection.error.message })
    }
    const usable = connection.kind === 'online' && (me === null || chat.list.value.loaded)
    if (ready || !(usable || (connection.kind === 'refused' && isGuestDoor(connection.error)))) return
    ready = true
    send({ t: 'unread', rooms: chat.unreadRooms.peek() })
    send({ t: 'ready', userId: me?.user_id ?? null })
  })
  effect(() => {
    const reads = chat.connection.value.kind !== 'refused'
    if (chat.list.value.loaded) send({ t: 'unread', rooms: reads ? chat.unreadRooms.value : 0 })
  })
}

/** True if the error only means that the visitor is not signed in: then `load()` without a token succeeds. */
export function isGuestDoor(error: ErrorBody): boolean {
  return error.code === 'guest_forbidden'
}

export interface SingleRoom {
  /** what the page calls it */
  title: string
  /** why it could not be entered */
  problem: ReadonlySignal<RequestErrorCode | null>
  enter(): Promise<void>
  /** Stores a new context of the conversation when the page names the same conversation again. */
  describe(room: RoomHolder): Promise<void>
}
