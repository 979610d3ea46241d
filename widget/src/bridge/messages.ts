/**
 * Messages between the loader (in the site's page) and the frame (on the chat's origin). The page's window posts
 * `imbachat:hello` with a MessagePort to the frame's exact origin; everything after goes through the port. The page is
 * not trusted with anything that users wrote; of it the frame learns only who signs in and what it wants shown.
 */

import type { Brand } from '@imbachat/protocol/brand/branding'
import type { Subscribed } from '../push/subscribe.ts'

/** Options of `ImbaChat.load`, cleaned by the loader. */
export interface PageOptions {
  token: string | null
  /** the page named a user without a token, or another than its token: only for the console warning */
  userId: string | null
  language: string | null
  /** where the page signs visitors in; the frame checks it */
  signInUrl?: string | null
  theme: 'default' | 'dark' | 'auto' | null
  /** the widget's looks where they differ from the default, overridden by the page's. The frame checks them again. */
  brand?: Partial<Brand> | undefined
  /** files of the brand's font, which the page has fetched: no policy has a say in bytes */
  fonts?: PageFont[] | undefined
  /** `inline` is the whole chat in a holder of the page, `window` the floating one */
  place: 'window' | 'inline'
  /**
   * may the user move the window by its header, size it by its corner? Then the frame sends `drag`. Never for `inline`.
   */
  draggable: boolean
  resizable: boolean
  /** the side of the page the window stands on; the grip belongs at its upper inner corner */
  position: 'right' | 'left'
  /** address of the site's own worker, which shows notifications; null: a window of the chat asks for them */
  pushWorker?: string | null
  /** what the page keeps of `room`, for a frame without storage of its own */
  keptRoom?: number | null
  /** the one conversation that this frame shows, in a holder of the page; null: the whole chat */
  room: RoomHolder | null
}

export interface PageFont {
  data: ArrayBuffer
  /** `400`, `700`, or `100 900` for a variable one */
  weight: string
}

/** A place in the page for one conversation. A public room that is missing is made, under this title. */
/** `read`: the page's mark that a public room is read without joining it; missing: it is joined */
export type RoomHolder = { title: string | null; read?: string | undefined } & (
  | { pipe: string }
  | { room: number }
  /** JSON of what the page would give `openDialog` */
  | { dialog: string }
)

/** The appearance of the chat that the page asks for. */
export type Looks = Pick<PageOptions, 'theme' | 'brand' | 'fonts'>

/** Changes by the page while the chat is there. */
export type PageCommand =
  /** from now on the frame sends an `event` for each thing that happens */
  | { t: 'listen' }
  /** the answer to `push` */
  | { t: 'pushed'; result: Subscribed }
  | { t: 'looks'; looks: Looks }
  | { t: 'language'; language: string | null }
  /** the page describes the frame's one conversation in another way */
  | { t: 'room'; room: RoomHolder }

/** Events for pages that only the frame knows. Ids only. */
export type ChatFrameEvent =
  | { name: 'message.new'; detail: { room_id: number; seq: number; sender_id: string } }
  | { name: 'message.sent'; detail: { room_id: number; seq: number } }
  | { name: 'dialog.opened'; detail: { room_id: number; user_id: string | null } }
  | { name: 'button.pressed'; detail: { room_id: number; seq: number; button_id: string } }

export type ToChatFrame =
  /** once, first; another user gets a new frame */
  | { t: 'load'; options: PageOptions }
  | { t: 'call'; id: number; call: ChatFrameCall }
  /**
   * the page's own address; `linked`: somebody follows it to what its fragment names, see `chat-link.ts`
   */
  | { t: 'address'; href: string; linked: boolean }
  /** the window was opened or closed; `quiet`: it was open on the page before, so it takes no focus */
  | { t: 'shown'; shown: boolean; quiet?: boolean }
  /** Back was pressed on a phone: the frame closes as many layers */
  | { t: 'back'; steps: number }
  /** a fresh token of the same user, asked for or not; null: the page was asked and has none */
  | { t: 'token'; token: string | null }
  /**
   * End the chat, also on the browser's other pages, and remove what the browser keeps of the user; `forgotten` is the
   * answer. It may come without `load`. `userId` null: the page does not know who was here. `at`: time of the call;
   * chats that began later stay. `here` false: the news came from another page.
   */
  | { t: 'logout'; userId: string | null; at: number; here?: boolean }
  | PageCommand

/** `given` is JSON of the list of whatever the page passed: the frame judges it. */
export interface ChatFrameCall {
  name: 'openDialog' | 'addToRoom'
  given: string
}

export type ToPage =
  /** the bridge stands (sent by `connectToPage` itself): the frame may be seen */
  | { t: 'connected' }
  /** the user is signed in (or a guest) and the first list is there; `userId` null: a guest */
  | { t: 'ready'; userId: string | null }
  /** the chat can't start: `code` and `message` for `load`'s rejection and the console */
  | { t: 'failed'; code: string; message: string }
  | { t: 'result'; id: number; ok: true; value: unknown }
  | { t: 'result'; id: number; ok: false; code: string; message: string }
  /** the browser keeps nothing of the user any more */
  | { t: 'forgotten' }
  /** the user was signed out on another page of this browser */
  | { t: 'loggedOut' }
  /** does the launcher lead anywhere? Not where the chat only says that visitors can't use it. */
  | { t: 'launcher'; leads: boolean }
  /** conversations with unread messages, for launcher, title and favicon */
  | { t: 'unread'; rooms: number }
  /** somebody calls, for the page's title: `Anna is calling`; null: no longer */
  | { t: 'ringing'; text: string | null }
  /**
   * the frame asks the page for a fresh token; a page that has neither provider nor listener answers null, and may add
   * one at any time
   */
  | { t: 'tokenExpired' }
  /**
   * true: the user writes in the single room of this frame, or has left text there, and it is visible. Floating
   * elements of the page then move away.
   */
  | { t: 'writing'; writing: boolean }
  /** asks for notifications by the site's own worker; `at` is where they are subscribed */
  | { t: 'push'; key: string; at: string }
  | { t: 'close' }
  /** the session has expired: the page gets a token when it loads again */
  | { t: 'reload' }
  /** `quiet`: the chat opens by itself, so it takes no focus from the page */
  | { t: 'open'; quiet?: true }
  | ({ t: 'event' } & ChatFrameEvent)
  /** the browser gives the frame no storage: the page keeps for the tab which conversation is open */
  | { t: 'room'; roomId: number | null }
  /** the layers over the list: a conversation that covers it, and sheets, menus and the like over that */
  | { t: 'layers'; count: number }
  /** a card with a new message stands in the frame, for beside the closed launcher; or no longer */
  | { t: 'preview'; shown: boolean }
  /** a picture or video fills the frame, and the frame the page, until it is closed */
  | { t: 'viewing'; viewing: boolean }
  /** the header is being dragged or the grip pulled: the loader moves the frame, by screen pixels */
  | { t: 'drag'; kind: 'move' | 'resize'; phase: 'start' | 'move' | 'end'; x: number; y: number }

/** The one message that goes through `window.postMessage`; its port carries the rest. */
export const HELLO = 'imbachat:hello'
