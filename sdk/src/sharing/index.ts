import type { Connection, ConnectionOptions } from '../connection/connection.ts'
import { connectionOnDemand } from './connection-on-demand.ts'
import { createSharedConnection } from './shared-connection.ts'
import { byWorker, type WayTo } from './ways.ts'

/**
 * For `connect` of `createChatClient`: tabs of this browser with the same server, widget and user share one connection.
 * It lives in a SharedWorker, or in the tab that holds a Web Lock; if the browser has neither, each tab has its own.
 * Guests do not share a connection.
 *
 * @param workerUrl address of the bundle of `@imbachat/sdk/sharing/worker`, on the page's own origin. Its name should
 * contain a hash of its content: tabs that use another name share nothing.
 */
export function shareConnection({ workerUrl }: { workerUrl: string }): (options: ConnectionOptions) => Connection {
  const ways = [byWorker(workerUrl), leaderOnDemand(workerUrl)]
  return (options) => {
    const { user_id, token } = options
    if (user_id === null || token === null) return connectionOnDemand(options)
    return createSharedConnection({ ...options, user_id, token }, ways)
  }
}

/** Its script comes with the host's: few browsers have no SharedWorker. */
const leaderOnDemand =
  (version: string): WayTo =>
  async (options) =>
    (await import('./own-connection.ts')).byLeader(version)(options)
