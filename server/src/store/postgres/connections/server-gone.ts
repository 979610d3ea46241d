type Listener = (started: string) => void

const listeners = new Map<string, Set<Listener>>()

/**
 * A server that vanished without a word (power, network) leaves connections that seem open for a quarter of an hour. A
 * writer notices it, since its commit stays without an answer; readers of this thread are notified here.
 * @param started see `StoreClient`
 */
export function serverGone(url: string, started: string): void {
  for (const listener of listeners.get(url) ?? []) listener(started)
}

/** @returns ends the listening */
export function onServerGone(url: string, listener: Listener): () => void {
  const all = listeners.get(url) ?? new Set()
  listeners.set(url, all.add(listener))
  return () => void all.delete(listener)
}
