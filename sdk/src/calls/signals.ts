import type { CallSignal } from '@imbachat/protocol'
import type { SdkClock } from '../types.ts'

/** Milliseconds for which candidates are gathered into one signal. */
const BATCH = 100
/** Most signals that the server takes in one request. */
const MOST_IN_BATCH = 64

export interface NumberedSignal {
  n: number
  signal: CallSignal
}

/**
 * The signals of a party to another one: numbered, in order, and sent again after the link to the server was lost,
 * until the server has taken them.
 */
export function createSignals(clock: SdkClock, send: (signal: NumberedSignal) => Promise<unknown>) {
  let last = 0
  const waiting: NumberedSignal[] = []
  let candidates: NonNullable<CallSignal['candidates']> = []
  let attemptOfCandidates = 0
  let cancel = () => {}
  let sending = false
  let closed = false

  /** One after the other: an answer must not overtake its offer where the server has several nodes. */
  async function flush(): Promise<void> {
    if (sending) return
    sending = true
    while (!closed && waiting[0]) {
      const next = waiting[0]
      const isSent = await send(next).then(
        () => true,
        // signals are kept until the link is back, but not those that the server refuses for good
        ({ retry }: { retry?: boolean }) => retry !== true,
      )
      if (!isSent) break
      if (waiting[0] === next) waiting.shift()
    }
    sending = false
  }

  function add(signal: CallSignal): void {
    waiting.push({ n: ++last, signal })
    void flush()
  }

  function flushCandidates(): void {
    cancel()
    cancel = () => {}
    if (candidates.length > 0) add({ attempt: attemptOfCandidates, candidates })
    candidates = []
  }

  return {
    send(signal: CallSignal): void {
      flushCandidates()
      add(signal)
    },
    candidate(attempt: number, candidate: RTCIceCandidate | null): void {
      if (closed) return
      if (candidates.length === 0) {
        attemptOfCandidates = attempt
        cancel = clock.after(BATCH, flushCandidates)
      }
      candidates.push({
        candidate: candidate?.candidate ?? '',
        sdpMid: candidate?.sdpMid ?? null,
        sdpMLineIndex: candidate?.sdpMLineIndex ?? (candidate ? null : 0),
        usernameFragment: candidate?.usernameFragment ?? null,
      })
      // the last one
      if (candidate === null || candidates.length === MOST_IN_BATCH) flushCandidates()
    },
    /** The link is back. */
    resume: () => void flush(),
    /** Signals of an older connection are no use any more. */
    forget(): void {
      cancel()
      candidates = []
      waiting.splice(0)
    },
    close(): void {
      closed = true
      cancel()
    },
  }
}
