import { signal } from '@preact/signals'

/** Valid for one account and twelve hours: the server checks both. */
interface Session {
  session: string
  until: number
}

const keyOf = (widget_id: number) => `imbachat.dashboard.monitor.${widget_id}`

function read(widget_id: number): Session | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(widget_id)) ?? 'null') as Session | null
    return kept !== null && kept.until > Date.now() ? kept : null
  } catch {
    // Storage is blocked: a reload asks for the reason again.
    return null
  }
}

/** The reason that this tab gave for watching a widget, as the server's session; a reload does not ask for it again. */
export function monitorSession(widget_id: number) {
  const now = signal<string | null>(read(widget_id)?.session ?? null)
  return {
    now,
    begin(begun: Session): void {
      now.value = begun.session
      try {
        sessionStorage.setItem(keyOf(widget_id), JSON.stringify(begun))
      } catch {
        // As above.
      }
    },
    end(): void {
      now.value = null
      try {
        sessionStorage.removeItem(keyOf(widget_id))
      } catch {
        // As above.
      }
    },
  }
}
