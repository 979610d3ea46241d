import type { Histogram } from '../histogram.ts'
import type { DialectName, Seat } from './dialects.ts'

/** What the bench asks of a load process; each is answered once, in order. */
export type Command =
  /** opens sockets and waits until each is ready; those of one room come one after another */
  | { t: 'open'; fleet: string; dialect: DialectName; port: number; seats: Seat[] }
  /** talks in all rooms of the fleet until `silence` */
  | { t: 'talk'; fleet: string; pace: Pace; bodyChars: number }
  /** counts anew from here */
  | { t: 'mark' }
  /** what was counted since `mark` */
  | { t: 'report' }
  /** stops talking; answered when everything sent has come back */
  | { t: 'silence' }
  | { t: 'close'; fleet: string }
  /** each visitor opens a socket and does his script, all at once */
  | { t: 'storm'; port: number; visitors: Visitor[] }
  /** opens sockets, signs in, and keeps them until `scatter` */
  | { t: 'gather'; port: number; seats: Seat[] }
  /** each of them sends this frame, all at once */
  | { t: 'together'; frame: string }
  | { t: 'scatter' }
  /** one user asks one thing after another */
  | { t: 'ask'; port: number; seat: Seat; frames: string[] }

export type Pace =
  /** in so many rooms so many messages of each are always under way; the next is sent when one has come back */
  | { kind: 'window'; rooms: number; perRoom: number }
  /** so many messages a second in all, whatever comes back */
  | { kind: 'rate'; perSecond: number }

export interface Visitor {
  seat: Seat
  /** what he holds, by room: he asks for what came after it. Nobody who comes for the first time holds anything. */
  revs: Record<number, number>
}

export interface TalkReport {
  seconds: number
  sent: number
  acked: number
  delivered: number
  refused: number
  refusal: string | null
  /** from send to the ack on the sender's socket */
  ack: Histogram
  /** from send to the delivery on the last socket of the room */
  delivery: Histogram
  /** how late this process itself was with what a rate asked of it, from due to sent */
  lag: Histogram
  /** of this process, milliseconds */
  cpuMs: number
}

export interface StormReport {
  /** from the start of the storm until a visitor had everything */
  done: Histogram
  failed: number
  failure: string | null
  /** that all visitors received */
  bytes: number
  frames: number
}

export interface TogetherReport {
  /** from the moment at which all began until each was answered */
  done: Histogram
  failed: number
  failure: string | null
  /** events that came to them about others */
  heard: number
}

export interface AskReport {
  roundTrip: Histogram
  bytes: number
}

export interface Answers {
  open: { sockets: number }
  talk: null
  mark: null
  report: TalkReport
  silence: null
  close: null
  storm: StormReport
  gather: null
  together: TogetherReport
  scatter: null
  ask: AskReport
}

export type Answer<T extends Command['t'] = Command['t']> = Answers[T]
