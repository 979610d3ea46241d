import { expect } from 'bun:test'
import type { Locator } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import type { Stage } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { addsAll, signIn } from '../stage/wire.ts'
import { CALLING, hasFrame } from './caller.ts'

/** Anna's group with these members, each with the group open; and a link to the server as Anna. */
export async function inGroup(
  stage: Stage,
  names: string[],
  { open = names.length, prepare }: { open?: number; prepare?: (visitor: Visitor) => Promise<void> } = {},
) {
  const people = names.map((name) => stage.person(name))
  const [anna, ...others] = people
  if (!anna) throw new Error('nobody')
  const owner = await signIn(stage, stage.token(anna.id))
  const title = `Kayaks ${crypto.randomUUID().slice(0, 8)}`
  const user_ids = others.map(({ id }) => String(id))
  const made = await owner.request('room.create', { client_id: crypto.randomUUID(), title, user_ids })
  const { room_id } = (made as { room: { room_id: number } }).room
  await addsAll(owner, room_id, user_ids)
  const visitors = await Promise.all(
    people.slice(0, open).map((person) => stage.openAs(person, { ...CALLING, ...(prepare && { prepare }) })),
  )
  for (const visitor of visitors) {
    await visitor.openChat()
    await visitor.openConversation(title)
  }
  return { owner, title, room_id, visitors: visitors as [Visitor, Visitor, Visitor], people }
}

export const view = ({ chat }: Visitor): Locator => chat.getByRole('dialog', { name: /^Call with Kayaks/ })
export const tile = (visitor: Visitor, name: string): Locator =>
  view(visitor)
    .getByRole('listitem')
    .filter({ has: visitor.chat.locator('.call-tile-name', { hasText: name }) })
export const bar = ({ chat }: Visitor): Locator => chat.getByRole('region', { name: 'Group call' })

/** The picture of that member moves. */
export const sees = (visitor: Visitor, name: string, patienceMs?: number) =>
  eventually(async () => expect(await tile(visitor, name).locator('video').evaluate(hasFrame)).toBe(true), patienceMs)
