import { over, type Rounds } from '../rounds.ts'
import { atLeast, atMost, micros, percent, type Table, times, type Verdict, whole } from '../table.ts'
import type { Round } from '../talking.ts'
import { EJABBERD, OURS, OURS_POSTGRES, STORING } from './room-peers.ts'

/** The figures of all servers under one load at full speed. */
export interface Talked {
  /** the load's name in its table */
  named: string
  rounds: Rounds
}

interface Done {
  name: string
  named: string
  perSecond: number
  /** µs per message, databases included */
  cpu: number
}

/**
 * Compares ours with the strongest peer that stores. A server's highest rate is the highest under any of the loads,
 * since each server prefers another load. Null if the peer was not measured.
 */
export function againstEjabberd(talked: readonly Talked[], load: number): Table | null {
  const done = STORING.flatMap((name) => talked.map((talk) => doneBy(name, talk))).filter(
    ({ perSecond }) => !Number.isNaN(perSecond),
  )
  const theirs = mostOf(EJABBERD, done)
  if (!theirs) return null
  return {
    title: 'The highest rates of the servers that store',
    how:
      "From the rounds above. A server's highest rate is the highest under any of the loads; the others are " +
      'compared with that of ejabberd. ' +
      'CPU is that of the server and of the database.',
    columns: ['server', 'load', 'messages/s', "of ejabberd's highest rate", 'CPU a message', "of ejabberd's CPU there"],
    rows: done.map(({ name, named, perSecond, cpu }) => [
      name,
      named,
      whole(perSecond),
      times(perSecond / theirs.perSecond),
      micros(cpu),
      percent(cpu / theirs.cpu),
    ]),
    verdicts: [
      ...talked.flatMap(atEveryLoad),
      ...[OURS, OURS_POSTGRES].flatMap((name) => {
        const ours = mostOf(name, done)
        if (!ours) return []
        return [
          atLeast(
            `messages/s of ejabberd, both at their highest rate, ${name}`,
            ours.perSecond / theirs.perSecond,
            10,
            times,
          ),
          atMost(`CPU a message of ejabberd, both at their highest rate, ${name}`, ours.cpu / theirs.cpu, 0.1, percent),
        ]
      }),
    ],
    load,
    data: done,
  }
}

/** On the same database, ours is ahead under every load. */
function atEveryLoad({ named, rounds }: Talked): Verdict[] {
  if (!rounds.has(OURS_POSTGRES) || !rounds.has(EJABBERD)) return []
  const ratio = (of: (round: Round) => number) => over(rounds, OURS_POSTGRES, of) / over(rounds, EJABBERD, of)
  return [
    atLeast(
      `messages/s of ejabberd, PostgreSQL, ${named}`,
      ratio((round) => round.sentPerSecond),
      1,
      times,
    ),
    atMost(
      `ack p99 of ejabberd's, PostgreSQL, ${named}`,
      ratio((round) => round.ack.p99),
      1,
      times,
    ),
    atMost(`CPU a message of ejabberd's, PostgreSQL, ${named}`, ratio(cpuOf), 1, percent),
  ]
}

const cpuOf = (round: Round): number => round.cpuPerMessage + round.databasePerMessage

function doneBy(name: string, { named, rounds }: Talked): Done {
  return { name, named, perSecond: over(rounds, name, (round) => round.sentPerSecond), cpu: over(rounds, name, cpuOf) }
}

const mostOf = (name: string, done: readonly Done[]): Done | undefined =>
  done.filter((one) => one.name === name).sort((a, b) => b.perSecond - a.perSecond)[0]
