import type { Message } from '@imbachat/protocol'
import type { Card, CardButton } from '@imbachat/protocol/messages/cards'
import type { AppendMessage, AppendOutcome, ChangeOutcome, MessageParts } from './messages.ts'

/** A press of a button as it was read; a message whose buttons changed meanwhile refuses it. */
export interface PressButton {
  widget_id: number
  room_id: number
  seq: number
  user_id: string
  button: CardButton
  /** of this press, unique forever */
  client_id: string
  /** the message that the press sends; null: the button sends none */
  reply: AppendMessage | null
}

export type PressOutcome =
  /** `appended`: the reply. `changed`: the pressed message shows the press */
  | {
      kind: 'pressed'
      message: Message
      changed: boolean
      appended: Exclude<AppendOutcome, { kind: 'refused' }> | null
    }
  /** why the reply can't be sent */
  | (AppendOutcome & { kind: 'refused' })
  | { kind: 'refused'; reason: 'button_not_found' | 'button_used' | 'own_button' }

/** A site's change of a message; missing fields stay. */
export interface EditForSite {
  widget_id: number
  room_id: number
  seq: number
  edit?: { text: string; parts: MessageParts; link: string | null } | undefined
  /** null: takes title and buttons away */
  card?: { title?: string | null; buttons?: CardButton[]; after_press?: Card['after_press'] | null } | null | undefined
  /** the text before stays readable */
  keepsVersion: boolean
  /** its author changes it, a bot: its room binds it as any user. `siteAdmin`: the site calls the bot an admin */
  bot?: { siteAdmin: boolean } | undefined
}

/** A message of the site in a room. */
export interface PostNotice {
  widget_id: number
  room_id: number
  client_id: string
  text: string
  texts?: Record<string, string> | undefined
}

export type PostNoticeOutcome = { kind: 'appended' | 'repeated'; message: Message } | { kind: 'room_not_found' }

export interface CardStore {
  pressButton(input: PressButton): Promise<PressOutcome>
  editForSite(input: EditForSite): Promise<ChangeOutcome>
  postNotice(input: PostNotice): Promise<PostNoticeOutcome>
}
