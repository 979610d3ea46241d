import type { Reaction } from '@imbachat/protocol'
import type { ReactionInput } from '../history.ts'
import type { StoredReaction } from '../store-export.ts'
import type { Dice } from './dice.ts'
import { all, everywhere, type Mutation, rowOf, someOf } from './places.ts'
import type { RecordedRun } from './valid-run.ts'

/** Errors with reactions, the same for the store and all clients. */
export const REACTION_MUTATIONS: Record<string, { finds: string; mutate: Mutation }> = {
  'drop: an acked reaction is nowhere': {
    finds: 'REACT-1 REACT-2',
    mutate(run, dice) {
      const kept = run.store.reactions.filter(
        (one) => inputs(run, one, true).acked > 0 && inputs(run, one, false).sent === 0,
      )
      return turnEverywhere(run, dice, kept, false)
    },
  },
  'stale: a reaction that was taken back is there again': {
    finds: 'REACT-1 REACT-2',
    mutate(run, dice) {
      const gone = all(run, 'reaction_acked').flatMap(({ widget, user, input }): StoredReaction[] => {
        const one = { widget, user, room: input.room, seq: input.seq, emoji: input.emoji }
        const isOff = !run.store.reactions.some((other) => Bun.deepEquals(other, one))
        return isOff && inputs(run, one, false).acked > 0 && inputs(run, one, true).sent === 1 ? [one] : []
      })
      const sure = gone.filter((one) => rowOf(run, one.widget, one.room, one.seq)?.text !== null)
      return turnEverywhere(
        run,
        dice,
        sure.filter((one) => inputs(run, one, true).acked === 1),
        true,
      )
    },
  },
  'swap: the reaction changed another seq': {
    finds: 'REACT-1 REACT-2',
    mutate(run, dice) {
      const acked = someOf(run, 'reaction_acked', dice)
      if (acked) acked.message = { ...acked.message, seq: acked.message.seq + 1 }
      return acked !== undefined
    },
  },
  'stale: a client that ended has no reaction': {
    finds: 'REACT-1 REACT-2',
    mutate(run, dice) {
      const kept = run.store.reactions.filter(
        (one) => inputs(run, one, true).acked > 0 && inputs(run, one, false).sent === 0,
      )
      if (kept.length === 0) return false
      const { widget, room, seq } = dice.pick(kept)
      const row = rowOf(run, widget, room, seq)
      for (const entry of run.entries) {
        if (entry.widget !== widget || entry.user !== 'ann' || !('room' in entry) || entry.room !== room) continue
        if (entry.t === 'received' && entry.message.seq === seq) entry.message = without(entry.message)
        if ('messages' in entry) entry.messages = entry.messages.map((one) => (one.seq === seq ? without(one) : one))
      }
      return row !== undefined
    },
  },
  'repeat: a user counts twice for one emoji': {
    finds: 'REACT-1 REACT-4 REACT-6',
    mutate: (run, dice) =>
      reshape(run, dice, ({ emoji, user_ids }) => ({
        emoji,
        count: user_ids.length + 1,
        user_ids: [...user_ids, user_ids[0] ?? ''],
      })),
  },
  'count: a message counts a reaction that nobody has': {
    finds: 'REACT-1 REACT-4 REACT-6',
    mutate: (run, dice) => reshape(run, dice, (reaction) => ({ ...reaction, count: reaction.count + 1 })),
  },
  'forge: a reaction of a user who never reacted': {
    finds: 'REACT-1 REACT-4 REACT-6',
    mutate: (run, dice) =>
      reshape(run, dice, (reaction) => ({ ...reaction, user_ids: reaction.user_ids.map(() => 'mallory') })),
  },
  'drop: a stored reaction that its message counts': {
    finds: 'REACT-1 REACT-4 REACT-6',
    mutate(run, dice) {
      if (run.store.reactions.length === 0) return false
      run.store.reactions.splice(dice.roll(run.store.reactions.length), 1)
      return true
    },
  },
  'stale: a deleted message keeps its reactions': {
    finds: 'REACT-1 REACT-4 REACT-6',
    mutate(run, { pick }) {
      const gone = run.store.messages.filter(({ deleted_at }) => deleted_at !== null)
      if (gone.length === 0) return false
      everywhere(run, pick(gone), () => ({ reactions: [{ emoji: '👍', count: 1, user_ids: ['ann'] }] }))
      return true
    },
  },
}

/** Number of times that the user's clients sent this reaction, and got its ack. */
function inputs({ entries }: RecordedRun, { widget, user, room, seq, emoji }: StoredReaction, on: boolean) {
  const input: ReactionInput = { room, seq, emoji, on }
  const own = entries.filter(
    (entry) => entry.widget === widget && entry.user === user && 'input' in entry && Bun.deepEquals(entry.input, input),
  )
  return {
    sent: own.filter(({ t }) => t === 'reaction_sent').length,
    acked: own.filter(({ t }) => t === 'reaction_acked').length,
  }
}

/** Adds or removes one of the reactions, for all clients and in the store. */
function turnEverywhere(run: RecordedRun, { pick }: Dice, from: readonly StoredReaction[], on: boolean): boolean {
  if (from.length === 0) return false
  const turned = pick(from)
  const row = rowOf(run, turned.widget, turned.room, turned.seq)
  if (!row) return false
  everywhere(run, row, ({ reactions = [] }) => ({
    reactions: turn(reactions, turned, on),
  }))
  run.store.reactions = run.store.reactions.filter((one) => !Bun.deepEquals(one, turned))
  if (on) run.store.reactions.push(turned)
  return true
}

function turn(reactions: readonly Reaction[], { user, emoji }: StoredReaction, on: boolean): Reaction[] {
  const users = reactions.find((one) => one.emoji === emoji)?.user_ids.filter((other) => other !== user) ?? []
  const user_ids = on ? [...users, user] : users
  const others = reactions.filter((one) => one.emoji !== emoji)
  return user_ids.length > 0 ? [...others, { emoji, count: user_ids.length, user_ids }] : others
}

const without = <T extends { reactions?: Reaction[] }>({ reactions: _, ...message }: T) => message

/** Changes the first reaction of a message, for all clients and in the store. */
function reshape(run: RecordedRun, { pick }: Dice, change: (reaction: Reaction) => Reaction): boolean {
  const reacted = run.store.messages.filter(({ reactions }) => reactions !== undefined)
  if (reacted.length === 0) return false
  everywhere(run, pick(reacted), ({ reactions: [first, ...others] = [] }) =>
    first ? { reactions: [change(first), ...others] } : {},
  )
  return true
}
