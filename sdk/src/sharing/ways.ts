import type { SdkClock } from '../types.ts'
import type { Port } from './messages.ts'

/** A way from a tab to the host of its connection. */
export interface Way {
  /** Opens a new link. If there is a host, it says hello on it. */
  open(): Port
  /**
   * The host does not answer.
   * @param hasAnswered true if it has answered on this link before
   * @returns true if another link may work
   */
  silent(hasAnswered: boolean): boolean
  close(): void
}

export interface WayOptions {
  /** of the connection: the same name means the same host */
  url: string
  user_id: string
  clock: SdkClock
  /** There is a new host: open a new link. */
  changed(): void
  /** This way does not work in this browser. */
  failed(): void
}

/** A promise: its script is fetched first. */
export type WayTo = (options: WayOptions) => Way | Promise<Way>

/** Uses a SharedWorker, which lives as long as any of its tabs. Throws or soon fails if the browser has none. */
export const byWorker =
  (workerUrl: string) =>
  ({ url, user_id, failed }: WayOptions): Way => ({
    open() {
      const worker = new SharedWorker(workerUrl, { name: hostName(url, user_id), type: 'module' })
      worker.onerror = failed
      return worker.port
    },
    silent: (hasAnswered) => hasAnswered,
    close() {},
  })

/** The name of a SharedWorker, from which it reads the connection to open. */
export const hostName = (url: string, user_id: string) => `${url} ${user_id}`
export function readHostName(name: string): { url: string; user_id: string } {
  const end = name.indexOf(' ')
  return { url: name.slice(0, end), user_id: name.slice(end + 1) }
}
