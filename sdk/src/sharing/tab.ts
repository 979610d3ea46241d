import type { Port, ToHost, ToTab } from './messages.ts'

/** A tab as the host of the shared connection sees it. */
export interface Tab {
  /** the token that it joined with, later the one in use */
  token: string
  /** The server accepted its token: it receives its user's events. */
  admitted: boolean
  /** its token had expired and its page was asked for another */
  renewing: boolean
  /** dialogs whose peers it shows */
  watched: readonly number[]
  /** its user looks at it */
  active: boolean
  /** milliseconds since 1970 */
  receivedAt: number
  post(message: ToTab): void
  close(): void
}

/** Answers the tab at the other end of the port. */
export function greetTab(port: Port, received: (tab: Tab, message: ToHost) => void): void {
  let open = true
  const tab: Tab = {
    token: '',
    admitted: false,
    renewing: false,
    watched: [],
    active: false,
    receivedAt: 0,
    post(message) {
      if (open) port.postMessage(message)
    },
    close() {
      open = false
      port.close()
    },
  }
  port.onmessage = ({ data }) => received(tab, data)
  tab.post({ t: 'hello' })
}
