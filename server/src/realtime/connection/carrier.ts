/** The transport of a session's frames: a WebSocket of Bun, or an HTTP stream. */
export interface Carrier {
  /** @returns 0: the frame was dropped, because too many bytes wait for the reader */
  send(text: string): number
  /** Everything that is sent during the callback leaves in one write. */
  cork(send: () => void): void
  /** Subscribes the connection to a topic. */
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  /** Closes after all sent frames. `code` and `reason` reach only transports that can carry them. */
  close(code: number, reason: string): void
  /** Closes after all sent frames, and does not wait for the other side to close. */
  terminate(): void
}
