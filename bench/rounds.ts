import type { Pace } from './load/commands.ts'
import { median } from './table.ts'
import { type Peer, type Round, talkFor } from './talking.ts'

/** By server, one round per turn. */
export type Rounds = ReadonlyMap<string, readonly Round[]>

/**
 * The servers talk for a while, one after another, in several rounds: other load on the machine then affects all of
 * them alike.
 */
export async function inTurns(
  peers: readonly Peer[],
  pace: Pace,
  { turns, ...times }: { turns: number; warmMs: number; ms: number },
): Promise<Rounds> {
  const rounds = new Map<string, Round[]>(peers.map(({ name }) => [name, []]))
  for (let turn = 0; turn < turns; turn++) {
    for (const peer of peers) rounds.get(peer.name)?.push(await talkFor(peer, pace, times))
  }
  return rounds
}

export function over(rounds: Rounds, name: string, of: (round: Round) => number): number {
  return median((rounds.get(name) ?? []).map(of))
}

/** The ratio to another server, round by round. */
export function share(rounds: Rounds, name: string, other: string, of: (round: Round) => number): number {
  const others = rounds.get(other) ?? []
  return median((rounds.get(name) ?? []).map((round, turn) => of(round) / of(others[turn] as Round)))
}
