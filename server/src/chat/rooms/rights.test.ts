import { expect, test } from 'bun:test'
import type { MemberRole, MemberState, RoomRights, RoomType } from '@imbachat/protocol'
import { MEMBER_STATES, ROOM_TYPE } from '@imbachat/protocol'
import { mayRemove, refusalOf, refusalToAsk, refusalToJoin, type Standing } from './rights.ts'
import type { ClosedBy } from './room-block.ts'

const OPEN: RoomRights = { send: 'all', media: 'all', pin: 'all', add: 'all', slow_seconds: 0 }
const MANAGED: RoomRights = { ...OPEN, send: 'managers', media: 'managers', pin: 'managers', add: 'managers' }

const KINDS = { dialog: ROOM_TYPE.dialog, group: ROOM_TYPE.conference, support: ROOM_TYPE.support }
const ROLES = { member: 'member', admin: 'admin', owner: 'owner', site: 'member' } as const

const ACTS = [
  'write',
  'send_files',
  'edit',
  'react',
  'press',
  'pin',
  'manage',
  'add',
  'moderate',
  'give_roles',
] as const

const standing = (
  type: RoomType,
  { state = 'joined', role = 'member', rights = OPEN, closedBy = null, siteAdmin = false }: Partial<Standing> = {},
): Standing => ({ type, state, role, rights, closedBy, siteAdmin })

/** What each act is answered, in short: `+` may. */
const SHORT = {
  room_not_found: '?',
  blocked: 'blocked',
  frozen: 'frozen',
  request_pending: 'pending',
  request_declined: 'declined',
  managers_only: 'managers',
  forbidden: '-',
}
const rowOf = (of: Standing) =>
  ACTS.map((act) => {
    const refusal = refusalOf(act, of)
    return refusal === null ? '+' : SHORT[refusal]
  }).join(' ')

test.each<[keyof typeof KINDS, MemberState | 'never in it', string]>([
  //                                 write send edit react press pin manage add moderate give_roles
  ['dialog', 'joined', '+ + + + + + - - - -'],
  ['dialog', 'invited', '+ + + pending + pending - - - -'],
  ['dialog', 'requested', '+ + pending pending pending pending - - - -'],
  ['dialog', 'declined', 'declined declined declined declined declined declined - - - -'],
  ['dialog', 'left', '+ + ? ? ? ? ? ? ? ?'],
  ['dialog', 'banned', '? ? ? ? ? ? ? ? ? ?'],
  ['dialog', 'never in it', '? ? ? ? ? ? ? ? ? ?'],
  ['group', 'joined', '+ + + + + + - + - -'],
  ['group', 'left', '? ? ? ? ? ? ? ? ? ?'],
  ['group', 'banned', '? ? ? ? ? ? ? ? ? ?'],
  ['group', 'never in it', '? ? ? ? ? ? ? ? ? ?'],
  ['support', 'joined', '+ + + + + + - + - -'],
  ['support', 'banned', '? ? ? ? ? ? ? ? ? ?'],
])('in a %s, a member who is %s is answered %s', (kind, state, answers) => {
  const of = standing(KINDS[kind])
  expect(rowOf({ ...of, state: state === 'never in it' ? undefined : state })).toBe(answers)
})

test.each<[keyof typeof ROLES, 'all' | 'managers', string]>([
  ['member', 'all', '+ + + + + + - + - -'],
  ['member', 'managers', 'managers managers managers + + - - - - -'],
  ['admin', 'all', '+ + + + + + + + + -'],
  ['admin', 'managers', '+ + + + + + + + + -'],
  ['owner', 'managers', '+ + + + + + + + + +'],
  ['site', 'managers', '+ + + + + + + + + +'],
])('in a group, the role %s has its rights where %s write: %s', (who, rights, answers) => {
  const role: MemberRole = ROLES[who]
  const of = { role, siteAdmin: who === 'site', rights: rights === 'all' ? OPEN : MANAGED }
  expect(rowOf(standing(ROOM_TYPE.conference, of))).toBe(answers)
})

test('a room where only managers send files takes text of every member', () => {
  const of = standing(ROOM_TYPE.conference, { rights: { ...OPEN, media: 'managers' } })
  expect([refusalOf('write', of), refusalOf('send_files', of)]).toEqual([null, 'managers_only'])
})

test.each<[keyof typeof KINDS, ClosedBy, string]>([
  ['dialog', 'blocked', 'blocked'],
  ['group', 'frozen', 'frozen'],
  ['group', 'archived', 'frozen'],
])('in a %s that is %s, no role writes, and the answer is %s', (kind, closedBy, answer) => {
  for (const siteAdmin of [false, true]) {
    const of = standing(KINDS[kind], { closedBy, role: 'owner', siteAdmin })
    for (const act of ['write', 'send_files', 'edit', 'react', 'press', 'pin'] as const) {
      expect(refusalOf(act, of)).toBe(answer as never)
    }
  }
})

test('a user who is not in a room gets one answer to each act, whether the room is open or closed', () => {
  for (const type of Object.values(KINDS)) {
    for (const state of MEMBER_STATES) {
      if (state !== 'banned' && !(state === 'left' && type !== ROOM_TYPE.dialog)) continue
      for (const closedBy of [null, 'blocked', 'frozen', 'archived'] as const) {
        for (const act of ACTS) expect(refusalOf(act, standing(type, { state, closedBy }))).toBe('room_not_found')
      }
    }
  }
})

test('an admin removes members, an owner also admins, the site anybody', () => {
  const targets = ['member', 'admin', 'owner', undefined] as const
  const removed = (role: MemberRole, siteAdmin = false) =>
    targets.map((target) => mayRemove({ role, siteAdmin }, target))
  expect(removed('admin')).toEqual([true, false, false, true])
  expect(removed('owner')).toEqual([true, true, false, true])
  expect(removed('member', true)).toEqual([true, true, true, true])
})

test.each<[MemberState | undefined, boolean, 'none' | 'invalid' | 'good' | 'needs_approval', string, string]>([
  //                                  joins                  asks
  [undefined, true, 'none', '+', 'joins_freely'],
  [undefined, false, 'none', 'room_not_found', '+'],
  [undefined, false, 'invalid', 'room_not_found', 'invite_invalid'],
  [undefined, false, 'good', '+', '+'],
  [undefined, false, 'needs_approval', 'join_request_needed', '+'],
  ['left', false, 'good', '+', '+'],
  ['joined', false, 'none', '+', 'joins_freely'],
  ['banned', true, 'good', 'room_not_found', 'room_not_found'],
])('a user who is %s, in a room that is public %p, with a link that is %s, joins: %s, and asks: %s', (...row) => {
  const [state, is_public, link, joins, asks] = row
  expect(refusalToJoin({ state, is_public, link }) ?? '+').toBe(joins)
  expect(refusalToAsk({ state, is_public, link, takesRequests: true }) ?? '+').toBe(asks)
})

test('only a link lets a user ask to join a room that takes no requests', () => {
  const closed = { state: undefined, is_public: false, takesRequests: false }
  expect(refusalToAsk({ ...closed, link: 'none' })).toBe('room_not_found')
  expect(refusalToAsk({ ...closed, link: 'needs_approval' })).toBeNull()
})
