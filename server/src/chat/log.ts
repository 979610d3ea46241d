/** The server's log for its administrator. Fields never contain tokens, keys or texts of messages. */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

/** For tests and one-shot commands that print their own outcome. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
