import type { SdkClock } from '../types.ts'
import type { Port } from './messages.ts'

/** A way from a tab to the host of its connection. */
export interface Way {
  /** A new line. The host says hello on it, if there is one. */
  open(): Port
  /**
   * The host is silent.
   * @param heard it has spoken on this line before
   * @returns whether another line may do
   */
  silent(heard: boolean): boolean
  close(): void
}

export interface WayOptions {
  /** of the connection: same name, same host */
  url: string
  userId: string
  clock: SdkClock
  /** There is a new host: open a new line. */
  changed(): void
  /** This way leads nowhere in this browser. */
  failed(): void
}

export type WayTo = (options: WayOptions) => Way

/** By a SharedWorker, which lives while any of its tabs does. Throws, or fails soon, where there is none. */
export const byWorker =
  (workerUrl: string): WayTo =>
  ({ url, userId, failed }) => ({
    open() {
      const worker = new SharedWorker(workerUrl, { name: hostName(url, userId), type: 'module' })
      worker.onerror = failed
      return worker.port
    },
    silent: (heard) => heard,
    close() {},
  })

/** What a SharedWorker is called; it reads there what it is for. */
export const hostName = (url: string, userId: string) => `${url} ${userId}`
export function readHostName(name: string): { url: string; userId: string } {
  const end = name.indexOf(' ')
  return { url: name.slice(0, end), userId: name.slice(end + 1) }
}
