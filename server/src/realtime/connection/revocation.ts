import { ChatError } from '@imbachat/protocol'
import type { Clock } from '../../chat/clock.ts'
import { keyMarks } from '../../chat/identity/signing-keys.ts'
import type { Log } from '../../chat/log.ts'
import { suspendedError, type Widget, type WidgetMarks, type WidgetReader } from '../../chat/widget.ts'
import { originAllowed } from './admission/origin.ts'
import type { Session } from './session.ts'

/** Ends connections that lost their ground: the key of their token, the origin of their page, or the widget itself. */
export interface Revocation {
  add(session: Session): void
  /** The session has another principal than at the last check. */
  recheck(session: Session): void
  remove(session: Session): void
  close(): void
}

/** The connections of a widget, and its mark when all but the unseen ones were checked. */
interface Known {
  sessions: Set<Session>
  unseen: Set<Session>
  mark: string | undefined
}

/**
 * Keys and origins change in the dashboard of any node, and by the command line, which is on no bus. So the server asks
 * the store, for all widgets with open connections at once.
 * @param everyMs between two checks
 * @param changed called before the connections of a changed widget are checked
 */
export function createRevocation({
  widgets,
  changed,
  publicUrl,
  everyMs,
  clock,
  log,
}: {
  widgets: WidgetReader & WidgetMarks
  changed(widget_id: number): void
  publicUrl: string
  everyMs: number
  clock: Clock
  log: Log
}): Revocation {
  const byWidget = new Map<number, Known>()
  let cancel = () => {}
  let closed = false

  async function look(): Promise<void> {
    const marks = await widgets.marks([...byWidget.keys()])
    for (const [widget_id, known] of byWidget) {
      await lookAt(widget_id, known, marks.get(widget_id)).catch((error: unknown) =>
        log.error('looking for revoked keys of a widget failed', { widget_id, error }),
      )
    }
  }

  async function lookAt(widget_id: number, known: Known, mark: string | undefined): Promise<void> {
    const { sessions, unseen } = known
    const same = mark !== undefined && mark === known.mark
    if (same && unseen.size === 0) return
    if (!same) changed(widget_id)
    // A session that goes live while the widget is being read is checked the next time.
    known.unseen = new Set()
    try {
      const widget = await widgets.find(widget_id)
      for (const session of same ? unseen : sessions) {
        const fault = faultOf(session, widget)
        if (fault) session.bye(fault)
      }
      known.mark = mark
    } catch (error) {
      for (const session of unseen) if (sessions.has(session)) known.unseen.add(session)
      throw error
    }
  }

  function faultOf({ widget_id, origin, state, reading }: Session, widget: Widget | null): ChatError | null {
    if (!widget) return new ChatError('widget_unknown', `There is no widget ${widget_id}.`)
    if (widget.suspended) return suspendedError(widget_id)
    if (!originAllowed(origin, publicUrl, widget.origins)) {
      const message = `${origin} is no longer among the allowed sites of widget ${widget_id}.`
      return new ChatError('origin_not_allowed', message)
    }
    if (state.kind !== 'live') return null
    const { principal } = state
    const { guests } = widget.settings
    if (principal.kind === 'guest' || principal.guest) {
      const mayStay = principal.kind === 'user' ? guests === 'write' : guests !== 'none' || reading === null
      return mayStay ? null : new ChatError('guest_forbidden', 'Guests may no longer do this here.')
    }
    if (keyMarks(widget.secretKeys).includes(principal.signed_with)) return null
    return new ChatError('token_signature', 'The key that signed this token was retired.', { field: 'token' })
  }

  function schedule(): void {
    cancel = clock.after(everyMs, () => {
      look()
        .catch((error: unknown) => log.error('looking for revoked keys failed', { error }))
        .finally(() => closed || schedule())
    })
  }
  schedule()

  return {
    add(session) {
      const known = byWidget.get(session.widget_id)
      if (known) known.sessions.add(session)
      else byWidget.set(session.widget_id, { sessions: new Set([session]), unseen: new Set(), mark: undefined })
      this.recheck(session)
    },
    recheck: (session) => byWidget.get(session.widget_id)?.unseen.add(session),
    remove(session) {
      const known = byWidget.get(session.widget_id)
      known?.sessions.delete(session)
      known?.unseen.delete(session)
      if (known?.sessions.size === 0) byWidget.delete(session.widget_id)
    },
    close() {
      closed = true
      cancel()
    },
  }
}
