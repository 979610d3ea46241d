/** Differs between nodes, and between two starts of one. */
const NODE = crypto.randomUUID().slice(0, 8)

let requests = 0

/** For a request over HTTP. */
export const newRequestId = (): string => `${NODE}-h${(++requests).toString(36)}`

/**
 * For a frame: its number is unique on its connection, and the connection's on this node. So the id costs nothing until
 * it is written. A frame whose number can't be read counts as 0.
 */
export const requestIdOf = ({ number }: { number: number }, frameId: number | null): string =>
  `${NODE}-${number.toString(36)}-${frameId ?? 0}`

/** No spaces, no line breaks, and short: it goes into the log and into the answer. */
const SANE = /^[\w.:-]{1,64}$/

/** @returns the id that a proxy gave; null: none that can be written as it is */
export const saneRequestId = (given: string | null): string | null => (given && SANE.test(given) ? given : null)
