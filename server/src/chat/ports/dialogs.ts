import type { DialogContext } from '@imbachat/protocol'

export interface OpenDialog {
  widget_id: number
  /** the user who opens it. If they are invited to it, or have declined it, opening accepts it (`membersChanged`) */
  user_id: string
  peer_id: string
  /** the site opens it for both users: it answers no request in their name */
  bySite?: boolean
  /** creation time of an imported dialog; missing: now */
  created_at?: number
  /** either may be in more rooms than a user may be */
  anyNumber?: boolean | undefined
  /** only counts when it is made: the first message is a request */
  needAccess: boolean
  /** a permission token of the site allows it, whatever became of other requests of the two */
  mayRepeat?: boolean | undefined
  /** its subject. A signed one replaces the stored one; an unsigned one replaces only an unsigned one */
  context?: DialogContext | undefined
  /** false: the user may not write, so an existing context stays as it is unless the new one is signed */
  mayDescribe?: boolean | undefined
}

export interface OpenedDialog {
  room_id: number
  created: boolean
  membersChanged: boolean
  contextChanged: boolean
}

export interface DialogStore {
  /** the pair's dialog about `contextId`, or about nothing in particular, when it was ever made */
  dialogOf(widget_id: number, user_id: string, peer_id: string, contextId?: string): Promise<number | null>
  /** the other users of the user's dialogs with messages, the last active first */
  dialogPeers(widget_id: number, user_id: string, limit: number): Promise<{ user_id: string; name: string }[]>
  /**
   * Makes the pair's one dialog about `context`, or returns it.
   * @throws ChatError widget_unknown; blocked for a new dialog, request_pending and request_declined for a new request;
   * forbidden when either is in as many rooms as a user may be, or the two have too many empty dialogs
   */
  openDialog(input: OpenDialog): Promise<OpenedDialog>
  /** Only the invited user answers; `unchanged` when the answer is what holds already. */
  answerDialog(input: {
    widget_id: number
    room_id: number
    user_id: string
    accept: boolean
  }): Promise<'answered' | 'unchanged' | 'not_invited' | 'room_not_found' | 'too_many_rooms' | 'blocked'>
}
