import type { Pace } from './load/commands.ts'
import { median } from './table.ts'
import { type Peer, type Round, talkFor } from './talking.ts'

/** By server, one of each turn. */
export type Rounds = ReadonlyMap<string, readonly Round[]>

/** Each of them talks for a while, one after another, again and again: what else goes on meets all alike. */
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

/** How much of another's it is, turn by turn. */
export function share(rounds: Rounds, name: string, other: string, of: (round: Round) => number): number {
  const others = rounds.get(other) ?? []
  return median((rounds.get(name) ?? []).map((round, turn) => of(round) / of(others[turn] as Round)))
}
