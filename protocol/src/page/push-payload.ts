/**
 * The content of a push message, as the server encrypts it for a browser. Its form is that of declarative Web Push,
 * which WebKit shows by itself; the worker of other browsers (`widget/src/push/worker.ts`) shows the same.
 */
export interface PushPayload {
  /** marks it for browsers that show it without a worker */
  web_push: 8030
  notification: {
    title: string
    body: string
    /** the site's page, at the message */
    navigate: string
    lang: string
    dir: 'auto' | 'rtl'
    /** one for each room: a newer notification replaces an older one */
    tag: string
    icon?: string
    data: PushData
  }
}

export interface PushData {
  /** address of the widget's push requests on the chat server, without a slash at the end */
  at: string
  room_id: number
  seq: number
  /** id of the notification, so that the server knows which one was opened */
  log_id: string
  /** lets the worker send one user's messages to this room, and ask which rooms they have read */
  token: string
  /** null: it can't be replied to */
  reply: PushReply | null
}

export interface PushReply {
  label: string
  placeholder: string
  notSent: string
}

/** A notification's tag, by its widget and room. */
export const pushTag = (widget_id: number, room_id: number): string => `imbachat ${widget_id} ${room_id}`
