/** What carries a session's frames: a WebSocket of Bun as it is, or a stream of HTTP. */
export interface Carrier {
  /** @returns 0: dropped, because too much waits for the reader */
  send(text: string): number
  /** What is sent meanwhile leaves together. */
  cork(send: () => void): void
  /** From now on it gets what is published to the topic. */
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  /** After what was sent. `code` and `reason` are for those that can say them. */
  close(code: number, reason: string): void
  /** After what was sent, without waiting for the other side to close. */
  terminate(): void
}
