import { type Rounds, share } from '../rounds.ts'
import { atLeast, atMost, percent, times, type Verdict } from '../table.ts'
import type { Round } from '../talking.ts'
import { EJABBERD, OURS, OURS_POSTGRES } from './room-peers.ts'

const cpu = (round: Round) => round.cpuPerMessage + round.databasePerMessage

/** Ours against the strongest peer that stores, as fast as they go. None when it was not there. */
export function againstEjabberd(rounds: Rounds, shape: string): Verdict[] {
  if (!rounds.has(EJABBERD)) return []
  return [OURS, OURS_POSTGRES].flatMap((name) => [
    atLeast(
      `messages/s of ejabberd, ${name}, ${shape}`,
      share(rounds, name, EJABBERD, (round) => round.sentPerSecond),
      10,
      times,
    ),
    atMost(
      `CPU a message of ejabberd, databases included, ${name}, ${shape}`,
      share(rounds, name, EJABBERD, cpu),
      0.1,
      percent,
    ),
  ])
}
