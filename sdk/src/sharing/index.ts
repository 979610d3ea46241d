import type { Connection, ConnectionOptions } from '../connection.ts'
import { byLeader } from './by-leader.ts'
import { connectionOnDemand } from './connection-on-demand.ts'
import { createSharedConnection } from './shared-connection.ts'
import { byWorker } from './ways.ts'

/**
 * For `connect` of `createChatClient`: tabs of this browser with the same server, widget and user have one connection together. It lives in
 * a SharedWorker, else in the tab that holds a Web Lock, and where there is neither each tab has its own. Guests share none.
 *
 * @param workerUrl where the bundle of `@imbachat/sdk/sharing/worker` is, on the page's own origin. Its name should carry a hash of its
 * content: tabs that name another one share nothing.
 */
export function shareConnection({ workerUrl }: { workerUrl: string }): (options: ConnectionOptions) => Connection {
  const ways = [byWorker(workerUrl), byLeader(workerUrl)]
  return (options) => {
    const { userId, token } = options
    if (userId === null || token === null) return connectionOnDemand(options)
    return createSharedConnection({ ...options, userId, token }, ways)
  }
}
