import type { Secrets } from '../../config/secrets.ts'

/** The mails that a link turns off: those about one conversation, or all. */
export interface OffLink {
  user_id: string
  /** null: all */
  room_id: number | null
  /** id of the row of `notification_log`; null: the mail is of an older version */
  log_id: string | null
}

/** The message that a link opens. */
export interface OpenLink {
  /** id of the row of `notification_log` */
  log_id: string
  room_id: number
  seq: number
}

/**
 * Addresses in mails. Their content is encrypted for one widget and one use: nobody can read or change it, and it works
 * for nothing else. They do not expire, since a mail may be read at any time.
 */
export function createMailLinks({
  secrets,
  publicUrl,
}: {
  secrets: Pick<Secrets, 'seal' | 'open'>
  publicUrl: string
}) {
  const sealed = (widget_id: number, use: 'off' | 'open' | 'reply', content: unknown[]) =>
    `${publicUrl}/imbachat/v1/${widget_id}/mail/${use}/` +
    secrets.seal(JSON.stringify(content), `mail ${use} ${widget_id}`)
  const opened = (widget_id: number, use: 'off' | 'open' | 'reply', token: string): unknown[] | null => {
    // links of the first version were encrypted without a purpose
    if (!token.startsWith('2.')) return null
    try {
      return JSON.parse(secrets.open(token, `mail ${use} ${widget_id}`)) as unknown[]
    } catch {
      return null
    }
  }
  return {
    off: (widget_id: number, { user_id, room_id, log_id }: OffLink) =>
      sealed(widget_id, 'off', [user_id, room_id ?? 0, ...(log_id === null ? [] : [log_id])]),
    open: (widget_id: number, { log_id, room_id, seq }: OpenLink) => sealed(widget_id, 'open', [log_id, room_id, seq]),
    /** @param id of an answer that waits for its user */
    reply: (widget_id: number, id: string) => sealed(widget_id, 'reply', [id]),

    /** Null: it is not a link of ours, or not of this widget. */
    readOff(widget_id: number, token: string): OffLink | null {
      const [user_id, room_id, log_id] = opened(widget_id, 'off', token) ?? []
      if (user_id === undefined) return null
      return { user_id: String(user_id), room_id: Number(room_id) || null, log_id: log_id ? String(log_id) : null }
    },
    readReply(widget_id: number, token: string): string | null {
      const [id] = opened(widget_id, 'reply', token) ?? []
      return id === undefined ? null : String(id)
    },
    readOpen(widget_id: number, token: string): OpenLink | null {
      const [log_id, room_id, seq] = opened(widget_id, 'open', token) ?? []
      return log_id === undefined ? null : { log_id: String(log_id), room_id: Number(room_id), seq: Number(seq) }
    },
  }
}

export type MailLinks = ReturnType<typeof createMailLinks>
