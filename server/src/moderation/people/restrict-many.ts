import type { PersonView } from '@imbachat/protocol/http/moderation/people'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { changeStanding, restrictionEnd, standingAt } from '../restrictions/standing.ts'
import { peopleOf } from './find-people.ts'
import type { PeopleDeps } from './people-deps.ts'

export interface ManyPeople {
  widget_id: number
  user_ids: readonly string[]
  kind: 'mute' | 'ban'
}

/**
 * Unknown users are left out, like those who are restricted so already or are being erased.
 * @returns those who are so only now
 */
export async function restrictMany(
  deps: PeopleDeps,
  actor: DashboardPrincipal,
  people: ManyPeople,
  { minutes, reason }: { minutes: number | null; reason: string },
): Promise<PersonView[]> {
  const { chat, clock } = deps
  const { widget_id, kind } = people
  const wanted = await those(deps, people, false)
  const until = restrictionEnd(kind, minutes, clock.now())
  for (const user_id of wanted) {
    const given = { kind, until, reason, id: crypto.randomUUID(), by: actor.account_id, report_id: null }
    await changeStanding(chat, { widget_id, user_id, change: { act: 'give', ...given } })
  }
  return peopleOf(deps, widget_id, wanted)
}

/** @returns those whose restriction this ended */
export async function liftMany(deps: PeopleDeps, actor: DashboardPrincipal, people: ManyPeople): Promise<PersonView[]> {
  const { widget_id, kind } = people
  const wanted = await those(deps, people, true)
  for (const user_id of wanted) {
    await changeStanding(deps.chat, { widget_id, user_id, change: { act: 'lift', kind, by: actor.account_id } })
  }
  return peopleOf(deps, widget_id, wanted)
}

async function those(
  { chat, clock }: PeopleDeps,
  { widget_id, user_ids, kind }: ManyPeople,
  isRestricted: boolean,
): Promise<string[]> {
  const known = await chat.store.users(widget_id, [...new Set(user_ids)])
  return known.flatMap(({ user_id, standing }) => {
    const has = standing != null && standingAt(standing, clock.now())[kind] !== null
    return has === isRestricted && !standing?.ban?.erased ? [user_id] : []
  })
}
