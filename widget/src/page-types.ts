/**
 * The methods of `window.ImbaChat`. The widget's script is checked against it; `docs/embedding.md` says what each
 * call does.
 */
export interface ImbaChat {
  /** whose script this is; 0 after `destroy` */
  readonly widgetId: number
  readonly room_type: { readonly dialog: 0; readonly conference: 1; readonly support: 3 }
  /** Signs the user in; without a token, a guest. Resolves when the chat is ready. */
  load(options?: LoadOptions): Promise<void>
  on<Name extends keyof ImbaChatEvents>(event: Name, listener: Listener<Name>): void
  /** Without a listener: all of this event. */
  off<Name extends keyof ImbaChatEvents>(event: Name, listener?: Listener<Name>): void
  /** A room of the user, by its id. */
  openDialog(room: { room: number }): Promise<{ room_id: number; user_id: string | null }>
  /** The fields may be given one by one or, after the user's id, in one object. */
  openDialog(
    userId: number | string,
    options?: DialogOptions | null,
  ): Promise<{ room_id: number; user_id: string | null }>
  openDialog(
    userId: number | string,
    profile?: number | string | null,
    permission?: string,
  ): Promise<{ room_id: number; user_id: string | null }>
  addToRoom(room: RoomInput): Promise<{ room_id: number; pipe: string; title: string }>
  /** The public room whose pipe is the element's id, inside of that element. */
  placeHolder(elementId: string, title?: string): void
  openChat(): void
  closeChat(): void
  /** Conversations with unread messages. */
  getUnreadCount(): Promise<number>
  /** Sets the theme as `theme` of `load` does; null: the theme that the widget's owner chose. */
  setTheme(theme: Theme | null): Promise<void>
  /** null: as the widget's owner chose. A user who chose a language in the chat keeps it. */
  setLanguage(language: string | null): Promise<void>
  /** The whole chat inside of an element, or of the element with this id, instead of in the window. */
  createInbox(element: Element | string): Promise<Mount>
  /**
   * One conversation inside of an element. Another call for the same element and dialog stores a context's new title,
   * picture and link, and keeps the frame.
   */
  createChatbox(element: Element | string, what: Conversation): Promise<Mount>
  /**
   * Signs the user out of the chat, on the browser's other pages too. Resolves once the browser keeps nothing of the
   * user, at the latest after five seconds: wait for it before the page is left.
   */
  logout(): Promise<void>
  /** Takes the chat out of the page. */
  destroy(): void
}

/** The detail of each event: ids and counts, no text of users. */
export interface ImbaChatEvents {
  /** the chat is ready; also for listeners that come later */
  'imbaChat.loaded': undefined
  /** a page without a `tokenProvider` has to call `load` with a fresh token */
  'imbaChat.tokenExpired': undefined
  /** another user wrote in one of the user's rooms */
  'message.new': { room_id: number; seq: number; sender_id: string }
  /** the server has stored a message that the user wrote in this page */
  'message.sent': { room_id: number; seq: number }
  /** another number of conversations has unread messages; also the first number after `load` */
  'unread.changed': { rooms: number }
  /** a conversation is shown in the window or the inbox; `user_id` is the other user of a dialog */
  'dialog.opened': { room_id: number; user_id: string | null }
  /** the user pressed a button of the site's message that calls the page */
  'button.pressed': { room_id: number; seq: number; button_id: string }
  /** the window was opened */
  'chat.opened': Record<string, never>
  'chat.closed': Record<string, never>
  /** the chat can't start, or a call was refused */
  error: { code: string }
}

export type Listener<Name extends keyof ImbaChatEvents> = (detail: ImbaChatEvents[Name]) => void

/** Sites send `"0"`, `"1"` and booleans for the same thing. */
type Flag = boolean | 0 | 1 | '0' | '1' | ''

export interface LoadOptions {
  /** signed by the site; without it the visitor is a guest */
  token?: string | null | undefined
  /** another name of `token` */
  user_key?: string | null | undefined
  user_id?: number | string | null | undefined
  id?: number | string | null | undefined
  /** Returns a fresh token; called about when one expires. The server accepts the old one for 60 s more. */
  tokenProvider?: (() => Promise<string | null | undefined> | string | null | undefined) | undefined
  /** where the site signs visitors in */
  signInUrl?: string | undefined
  /** a worker on the site's own origin, which shows notifications; without it, a window of the chat asks for them */
  pushWorker?: string | undefined
  language?: string | undefined
  theme?: Theme | undefined
  position?: 'right' | 'left' | undefined
  /** false: no button and no window before `openChat` or another call opens it */
  launcher?: boolean | undefined
  draggable?: Flag | undefined
  resizable?: Flag | undefined
  updateTitle?: Flag | undefined
  useFaviconBadge?: Flag | undefined
  /** an element, or its id, that takes the whole chat */
  holder_ex?: Element | string | undefined
  holder_ph?: Element | string | undefined
  onInitSuccess?: (() => void) | undefined
}

export type Theme = 'default' | 'dark' | 'auto' | ThemeTokens

/** `#rrggbb` each. What could not be read is made lighter or darker until it can. */
export interface Colours {
  accent?: string | undefined
  background?: string | undefined
  text?: string | undefined
  /** of the user's own messages */
  bubble?: string | undefined
}

/** How the page wants the chat to look; what is missing is as the widget's owner chose. */
export interface ThemeTokens extends Colours {
  mode?: 'default' | 'dark' | 'auto' | undefined
  /** of the dark looks; what is missing is the chat's own */
  dark?: Colours | undefined
  /** the name of one font, which visitors' devices have or `fontFiles` bring */
  font?: string | undefined
  /** files of that font: the page fetches them, the frame gets the bytes */
  fontFiles?: string | readonly (string | { url: string; weight?: string | number | undefined })[] | undefined
  density?: 'comfortable' | 'compact' | undefined
  launcherIcon?:
    | 'chat'
    | 'bubbles'
    | 'dots'
    | 'lines'
    | 'question'
    | 'support'
    | 'people'
    | 'smile'
    | 'heart'
    | 'star'
    | 'plane'
    | 'mail'
    | 'bell'
    | undefined
  launcherText?: string | undefined
  title?: string | undefined
  /** of corners, 0 to 24 px */
  radius?: number | undefined
}

export interface DialogOptions {
  /** a dialog permission token, where the site decides which users can write to each other */
  permission?: string | undefined
  /** an item or an order that the dialog is about */
  context?: { id: number | string; title: string; image?: string | undefined; url?: string | undefined } | undefined
  /** put into the composer, for the user to send or change, unless they wrote something there */
  text?: string | undefined
  /** the user's own name in the dialog: `user_id` of one of their profiles; without it, or with another, themself */
  profile?: number | string | undefined
}

export interface RoomInput {
  pipe: string | number
  title?: string | undefined
  is_public?: Flag | undefined
  type?: 1 | undefined
  users_ids?: readonly (number | string | { user_id?: number | string | undefined })[] | undefined
}

/** Names a room by its id, a dialog by its user's id, or a public room by its pipe; a missing room is made. */
export type Conversation = { title?: string | undefined } & (
  | { room: number }
  | ({ user: number | string } & DialogOptions)
  | { pipe: string | number }
)

/** A place in the page. Taking the element out of the page frees it as well. */
export interface Mount {
  destroy(): void
}
