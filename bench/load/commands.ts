import type { Histogram } from '../histogram.ts'
import type { Client, DialectName } from './dialects.ts'

/** Commands of the bench to a load process, which answers each command once, in order. */
export type Command =
  /** opens connections and waits until each is ready; those of one room follow each other */
  | { t: 'open'; fleet: string; dialect: DialectName; port: number; clients: Client[] }
  /** talks in all rooms of the fleet until `silence` */
  | { t: 'talk'; fleet: string; pace: Pace; bodyChars: number }
  /** restarts the counters */
  | { t: 'mark' }
  /** returns what was counted since `mark` */
  | { t: 'report' }
  /** stops talking; answered when everything sent has come back */
  | { t: 'silence' }
  | { t: 'close'; fleet: string }
  /** each visitor connects and runs its script, all at once */
  | { t: 'storm'; port: number; visitors: Visitor[] }
  /** connects, signs in, and keeps the connections until `scatter` */
  | { t: 'gather'; port: number; clients: Client[] }
  /** each connection sends one of the frames, in turn, spread over this time; 0: all at once */
  | { t: 'together'; frames: string[]; overMs: number }
  | { t: 'scatter' }
  /** one user sends one request after another */
  | { t: 'ask'; port: number; client: Client; frames: string[] }

export type Pace =
  /** in this many rooms, this many messages each are always on their way; the next is sent when one has come back */
  | { kind: 'window'; rooms: number; perRoom: number }
  /** this many messages a second in all, whatever comes back */
  | { kind: 'rate'; perSecond: number }

export interface Visitor {
  client: Client
  /** the visitor's `rev` by room: it requests later changes. A new visitor has none. */
  revs: Record<number, number>
}

export interface TalkReport {
  seconds: number
  sent: number
  acked: number
  delivered: number
  refused: number
  refusal: string | null
  /** from sending to the ack on the sender's connection */
  ack: Histogram
  /** from sending to the delivery on the last connection of the room */
  delivery: Histogram
  /** how late this process sent the messages that a rate requires, from due to sent */
  lag: Histogram
  /** of this process, milliseconds */
  cpuMs: number
}

export interface StormReport {
  /** from the start of the storm until a visitor had everything */
  done: Histogram
  failed: number
  failure: string | null
  /** received by all visitors */
  bytes: number
  frames: number
}

export interface TogetherReport {
  /** from the common start, or from when each sent if they are spread over a time, until each was answered */
  done: Histogram
  failed: number
  failure: string | null
  /** from the common start until the last was answered, milliseconds */
  lasted: number
  /** events that they received about other users */
  heard: number
  /** received by all, answers included */
  bytes: number
  /** changes of messages in the events that the last connection received, and the highest `rev` among them */
  changes: number
  rev: number
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
