import type { RequestInput } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import { earliestTimer } from '../earliest-timer.ts'
import type { ChatRequestError } from '../request-error.ts'
import type { SdkClock } from '../types.ts'

/** Milliseconds over which receipts are batched into one request. */
const GATHER = 250
/**
 * The same for large rooms, where receipts matter only to the user's own devices: ten thousand readers would send them
 * at once.
 */
const GATHER_QUIET = 8_000
/** Rooms in one request. */
const MOST_ROOMS = 100

type Mark = RequestInput<'receipts.update'>['rooms'][number]

export interface Receipts {
  /** This device has received everything up to `seq`. */
  delivered(room_id: number, seq: number): void
  /** The user has seen everything up to `seq`. */
  read(room_id: number, seq: number): void
  /**
   * An own message counts as read together with the messages before it. The server knows that only if it got a receipt
   * for those first.
   */
  readOwn(room_id: number, seq: number): void
  /** Sends the batched receipts now. */
  flush(): void
  close(): void
}

/**
 * Sends delivered and read watermarks to the server. Those that could not be sent are sent after the next reconnect.
 */
export function createReceipts(options: {
  clock: SdkClock
  request: Request
  online(): boolean
  /** whether the room is so large that the server sends no receipts to other members */
  quiet(room_id: number): boolean
}): Receipts {
  const { clock, request, online, quiet } = options
  const gathered = new Map<number, Mark>()
  /** sent, but not answered */
  const underWay = new Set<readonly Mark[]>()
  const timer = earliestTimer(clock, flush)

  function raise(mark: Mark) {
    const { room_id } = mark
    const known = gathered.get(room_id)
    const delivered_seq = Math.max(known?.delivered_seq ?? 0, mark.delivered_seq ?? 0)
    const read_seq = Math.max(known?.read_seq ?? 0, mark.read_seq ?? 0)
    gathered.set(room_id, { room_id, delivered_seq, read_seq })
    timer.within(quiet(room_id) ? GATHER_QUIET : GATHER)
  }

  function read(room_id: number, seq: number) {
    raise({ room_id, read_seq: seq, delivered_seq: seq })
  }

  function flush() {
    timer.cancel()
    if (!online()) return
    const rooms = [...gathered.values()].slice(0, MOST_ROOMS)
    if (rooms.length === 0) return
    for (const { room_id } of rooms) gathered.delete(room_id)
    if (gathered.size > 0) timer.within(GATHER)
    underWay.add(rooms)
    request('receipts.update', { rooms })
      .catch((error: ChatRequestError) => {
        // a room that is no longer the user's must not block the other rooms' receipts
        const refused = error.retry ? -1 : Number(/^rooms\.(\d+)/.exec(error.field ?? '')?.[1] ?? Number.NaN)
        if (!Number.isNaN(refused)) for (const mark of rooms) if (mark !== rooms[refused]) raise(mark)
      })
      .finally(() => underWay.delete(rooms))
  }

  return {
    flush,
    // in a large room no other member receives it
    delivered(room_id, seq) {
      if (!quiet(room_id)) raise({ room_id, delivered_seq: seq })
    },
    read,
    readOwn(room_id, seq) {
      const marks = [...gathered.values(), ...[...underWay].flat()]
      const reads = marks.flatMap((mark) => (mark.room_id === room_id && mark.read_seq ? [mark.read_seq] : []))
      if (reads.length > 0 && Math.max(...reads) < seq) read(room_id, seq)
    },
    close() {
      flush()
      timer.cancel()
    },
  }
}
