import type { Hand } from '../../look.ts'
import type { Sample } from '../sample.ts'
import { chatView, EVERY_LOOK, PHONES } from '../view.ts'
import { opened } from './room.ts'

const GROUP = 2
const members = ({ click }: Hand) => click('.who-state .who-button')

/** The reader owns the group, and people wait to join. */
function owned({ rooms, t }: Sample): void {
  const room = rooms.get(GROUP)
  if (room)
    Object.assign(room, {
      role: 'owner',
      can_manage: true,
      can_own: true,
      join_requests: 2,
      description: t(
        'Everything about the market at the harbour: who comes, who brings what. https://shop.example/market',
        'كل شيء عن السوق في الميناء',
      ),
    })
}

const asks = (sample: Sample) => {
  owned(sample)
  const { answers, people, now } = sample
  answers['join.list'] = () => ({
    requests: [
      { user: people.olga, note: 'I sell lamps, and would like to come along on Saturday.', asked_at: now - 9e6 },
      { user: people.long, note: '', asked_at: now - 9e7 },
    ],
    next: null,
    count: 2,
  })
}

export const membersOfRoom = chatView('members', {
  filled: { given: owned, show: opened(GROUP, members), looks: EVERY_LOOK },
  loading: { given: ({ waits }) => waits('members.list'), show: opened(GROUP, members) },
  error: { given: ({ refuses }) => refuses('server_busy', 'members.list'), show: opened(GROUP, members) },
  'menu of a member': {
    given: owned,
    show: opened(GROUP, members, ({ click }) => click('.member .icon-button')),
    looks: PHONES,
  },
  'make owner': {
    given: owned,
    show: opened(
      GROUP,
      members,
      ({ click }) => click('.member .icon-button'),
      ({ press }) => press('Make owner'),
    ),
  },
  remove: {
    given: owned,
    show: opened(
      GROUP,
      members,
      ({ click }) => click('.member .icon-button'),
      ({ click }) => click('[role=menuitem].danger'),
    ),
  },
  leave: { show: opened(GROUP, members, ({ press }) => press('Leave group')) },
  add: { given: owned, show: opened(GROUP, members, ({ press }) => press('Add people')), looks: PHONES },
  'nobody to add': {
    given: (sample) => {
      owned(sample)
      sample.answers['people.friends'] = () => ({ users: [] })
    },
    show: opened(GROUP, members, ({ press }) => press('Add people')),
  },
})

const links = (sample: Sample) => {
  owned(sample)
  const { answers, now } = sample
  const link = { created_by: 'you', created_at: now - 9e7, expires_at: null, most_uses: null, uses: 3, works: true }
  answers['invite.list'] = () => ({
    invites: [
      { ...link, invite_id: 'a', approval: false, token: 'AAAAAAAAAAAAAAAAAAAAAA' },
      {
        ...link,
        invite_id: 'b',
        approval: true,
        expires_at: now + 6e8,
        most_uses: 10,
        token: 'BBBBBBBBBBBBBBBBBBBBBB',
      },
      { ...link, invite_id: 'c', approval: false, works: false, uses: 0 },
    ],
  })
}

export const groups = chatView('groups', {
  edit: { given: owned, show: opened(GROUP, members, ({ press }) => press('Edit group')), looks: PHONES },
  'invite links': { given: links, show: opened(GROUP, members, ({ press }) => press('Invite links')), looks: PHONES },
  'no invite links': {
    given: (sample) => {
      owned(sample)
      sample.answers['invite.list'] = () => ({ invites: [] })
    },
    show: opened(GROUP, members, ({ press }) => press('Invite links')),
  },
  'requests in the room': { given: asks, show: opened(GROUP) },
  requests: { given: asks, show: opened(GROUP, members, ({ click }) => click('.sheet-act .badge')), looks: PHONES },
  'no requests': {
    given: (sample) => {
      owned(sample)
      sample.answers['join.list'] = () => ({ requests: [], next: null, count: 0 })
    },
    show: opened(GROUP, members, ({ click }) => click('.sheet-act .badge')),
  },
  'with a picture': {
    given: (sample) => {
      owned(sample)
      Object.assign(sample.rooms.get(GROUP) ?? {}, { picture: { file_id: 'harbour', thumb: true } })
    },
    show: opened(GROUP, members),
  },
  'picture to crop': {
    given: owned,
    show: opened(
      GROUP,
      members,
      ({ press }) => press('Edit group'),
      ({ choose }) => choose('.picture-field input[type=file]', 'harbour.png'),
      ({ sees }) => sees('.crop, [class*=crop]'),
    ),
  },
})

const chosen = async ({ press, click, sees }: Hand) => {
  await press('New message')
  await press('New group')
  await sees('.sheet input[type=checkbox]')
  await click('li:nth-child(1) input[type=checkbox]')
  await click('li:nth-child(5) input[type=checkbox]')
}

export const newGroup = chatView('new group', {
  people: { show: chosen },
  name: {
    async show(hand) {
      await chosen(hand)
      await hand.press('Next')
    },
  },
  rights: {
    async show(hand) {
      await chosen(hand)
      await hand.press('Next')
      await hand.press('More')
      await hand.write('.sheet input[type=text], .sheet input:not([type])', 'The harbour')
    },
    looks: PHONES,
  },
})

const listed = ({ answers, t }: Sample) => {
  const room = { description: null, joined: false, by_request: false, picture: null }
  answers['rooms.directory'] = () => ({
    rooms: [
      { ...room, room_id: 2, title: t('Weekend market', 'سوق نهاية الأسبوع'), member_count: 12, joined: true },
      { ...room, room_id: 20, title: 'Donaudampfschifffahrtsgesellschaftskapitänsmützen', member_count: 120_000 },
      {
        ...room,
        room_id: 21,
        title: t('Photo club of the old harbour, for everybody who has a camera', 'نادي التصوير'),
        member_count: 1,
        by_request: true,
      },
    ],
    next: null,
  })
}

const directory = async ({ press }: Hand) => {
  await press('Menu')
  await press('Public groups')
}

export const publicRooms = chatView('public groups', {
  filled: { given: listed, show: directory, looks: PHONES },
  empty: {
    given: ({ answers }) => {
      answers['rooms.directory'] = () => ({ rooms: [], next: null })
    },
    show: directory,
  },
  loading: { given: ({ waits }) => waits('rooms.directory'), show: directory },
  error: { given: ({ refuses }) => refuses('server_busy', 'rooms.directory'), show: directory },
  ask: {
    given: listed,
    async show(hand) {
      await directory(hand)
      await hand.click('.sheet-list li:nth-child(3) button')
    },
  },
  asked: {
    given: (sample) => {
      listed(sample)
      sample.owns({ kind: 'ask', room_id: 21, request: { title: 'Photo club', declined_until: null } })
    },
    async show(hand) {
      await directory(hand)
      await hand.click('.sheet-list > ul:last-of-type li:nth-child(3) button')
    },
  },
})

const invited = (more: object) => (sample: Sample) => {
  const { answers, pageSays, t } = sample
  answers['invite.open'] = () => ({
    room: {
      room_id: 21,
      title: t('Photo club of the old harbour', 'نادي التصوير'),
      description: t('For everybody who has a camera, and for those who want one.', 'لكل من لديه كاميرا'),
      member_count: 35,
      joined: false,
      by_request: false,
      picture: null,
      ...more,
    },
  })
  pageSays.push({ t: 'address', href: `${location.origin}/#imbachat-join=AAAAAAAAAAAAAAAAAAAAAA`, linked: true })
}

export const invitation = chatView('invitation', {
  open: { given: invited({}), looks: PHONES },
  'by request': { given: invited({ by_request: true }) },
  gone: {
    given: (sample) => {
      invited({})(sample)
      sample.refuses('not_found', 'invite.open')
    },
  },
})
