import { over, type Rounds } from '../rounds.ts'
import { atLeast, atMost, micros, percent, type Table, times, whole } from '../table.ts'
import type { Round } from '../talking.ts'
import { EJABBERD, OURS, OURS_POSTGRES, STORING } from './room-peers.ts'

/** What all did under one load, as fast as they go. */
export interface Talked {
  /** the load, as its table names it */
  named: string
  rounds: Rounds
}

interface Done {
  name: string
  named: string
  perSecond: number
  /** µs a message, databases included */
  cpu: number
}

/**
 * Ours against the strongest peer that stores. What a server can do is the most it does under any of the loads: each likes another one best.
 * Null when it was not there.
 */
export function againstEjabberd(talked: readonly Talked[], load: number): Table | null {
  const done = STORING.flatMap((name) => talked.map((talk) => doneBy(name, talk))).filter(
    ({ perSecond }) => !Number.isNaN(perSecond),
  )
  const theirs = mostOf(EJABBERD, done)
  if (!theirs) return null
  return {
    title: 'The most that each does of those that store',
    how:
      'From the rounds above. A server can do the most that it does under any of the loads; that of ejabberd is what the others are held against. ' +
      'CPU is that of the server and of the database.',
    columns: ['server', 'load', 'messages/s', "of ejabberd's most", 'CPU a message', "of ejabberd's there"],
    rows: done.map(({ name, named, perSecond, cpu }) => [
      name,
      named,
      whole(perSecond),
      times(perSecond / theirs.perSecond),
      micros(cpu),
      percent(cpu / theirs.cpu),
    ]),
    verdicts: [OURS, OURS_POSTGRES].flatMap((name) => {
      const ours = mostOf(name, done)
      if (!ours) return []
      return [
        atLeast(`messages/s of ejabberd, each at its most, ${name}`, ours.perSecond / theirs.perSecond, 10, times),
        atMost(`CPU a message of ejabberd, each at its most, ${name}`, ours.cpu / theirs.cpu, 0.1, percent),
      ]
    }),
    load,
    data: done,
  }
}

function doneBy(name: string, { named, rounds }: Talked): Done {
  const cpu = (round: Round) => round.cpuPerMessage + round.databasePerMessage
  return { name, named, perSecond: over(rounds, name, (round) => round.sentPerSecond), cpu: over(rounds, name, cpu) }
}

const mostOf = (name: string, done: readonly Done[]): Done | undefined =>
  done.filter((one) => one.name === name).sort((a, b) => b.perSecond - a.perSecond)[0]
