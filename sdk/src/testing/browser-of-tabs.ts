import { type ChatClient, type ChatClientOptions, createChatClient } from '../index.ts'
import { type ConnectionHost, createConnectionHost } from '../sharing/host.ts'
import { createSharedConnection } from '../sharing/shared-connection.ts'
import { hostName, type WayTo } from '../sharing/ways.ts'
import type { SdkClock } from '../types.ts'
import { tokenOf } from './scripted-server.ts'

export interface BrowserOfTabs {
  /** Opens a tab; user 1 by default. */
  tab(options?: Partial<ChatClientOptions>): ChatClient
  /** The tabs' ends of the links that were opened so far. */
  links: MessagePort[]
  /** The hosts vanish without notice, as when their process ends. Tabs that look for them find new ones. */
  crash(): void
  /** New tabs get no answer from now on. */
  mute(): void
  end(): void
}

/** Tabs that share connections, with real message ports between them and their hosts. */
export function browserOfTabs(server: { url: string }, clock: SdkClock): BrowserOfTabs {
  const hosts = new Map<string, ConnectionHost>()
  const clients: ChatClient[] = []
  const links: MessagePort[] = []
  let ends: MessagePort[] = []
  let muted = false

  const byPort: WayTo = ({ url, user_id }) => ({
    open() {
      const { port1, port2 } = new MessageChannel()
      const name = hostName(url, user_id)
      const host = hosts.get(name) ?? createConnectionHost({ url, user_id, clock })
      hosts.set(name, host)
      links.push(port1)
      ends.push(port2)
      if (!muted) host.serve(port2)
      return port1
    },
    silent: (hasAnswered) => hasAnswered,
    close() {},
  })

  return {
    links,
    tab(options = {}) {
      const client = createChatClient({
        url: server.url,
        widgetId: 7,
        token: tokenOf(1),
        clock,
        connect: (connection) => {
          const { user_id, token } = connection
          if (user_id === null || token === null) throw new Error('a guest')
          return createSharedConnection({ ...connection, user_id, token }, [byPort])
        },
        ...options,
      })
      clients.push(client)
      return client
    },
    crash() {
      for (const port of ends) port.close()
      ends = []
      for (const host of hosts.values()) host.close()
      hosts.clear()
    },
    mute() {
      muted = true
    },
    end() {
      for (const client of clients) client.close()
      for (const host of hosts.values()) host.close()
      for (const port of [...links, ...ends]) port.close()
    },
  }
}
