import type { Hand } from '../../look.ts'
import type { Sample } from '../sample.ts'
import { BOTH, dashboardView } from '../view.ts'
import { at } from './widget.ts'

const REPORT = '?report=6b55a3fb-3b95-40f5-9bd0-1722d5bc065f'

const none = (sample: Sample) => {
  sample.change('reports.list', { reports: [] })
  sample.answers['appeals.list'] = { appeals: [], next: null }
}

async function selectAndAsk({ key, click }: Hand): Promise<void> {
  await key('body', 'v')
  await click('.queue-side > .bulk:not([hidden]) .button-danger')
}

export const queue = dashboardView('moderation', {
  filled: { given: at('moderation'), looks: BOTH },
  empty: { given: at('moderation', '', none) },
  loading: { given: at('moderation', '', (sample) => sample.waits('reports.list')) },
  error: { given: at('moderation', '', (sample) => sample.refuses('server_busy', 'reports.list')) },
  closed: { given: at('moderation', '?state=closed') },
  'mine, empty': { given: at('moderation', '?state=mine', (sample) => sample.change('reports.list', { reports: [] })) },
  'most reported': { given: at('moderation', '?sort=most_reported') },
  toast: { given: at('moderation', REPORT), looks: BOTH, show: ({ key }) => key('body', 'p') },
  snooze: { given: at('moderation', REPORT), show: ({ key }) => key('body', 'z') },
  note: { given: at('moderation', REPORT), show: ({ key }) => key('body', 'n') },
  report: { given: at('moderation', REPORT), looks: BOTH },
  selected: { given: at('moderation', REPORT), looks: BOTH, show: ({ key }) => key('body', 'v') },
  'several at once': { given: at('moderation', REPORT), show: selectAndAsk },
  keys: { given: at('moderation', REPORT), show: ({ key }) => key('body', '?') },
})

const fromSite = (sample: Sample) =>
  sample.change('session.get', { site: { widget_id: 1, back_to: 'https://shop.example/wp-admin' } })

export const people = dashboardView('people', {
  'signed in by the site': { given: at('people', '', fromSite) },
  'that session has ended': {
    given: at('people', '', (sample) => {
      fromSite(sample)
      sample.refuses('not_authenticated', 'people.list')
    }),
  },
  filled: { given: at('people'), looks: BOTH },
  empty: {
    given: at('people', '?query=zebra', (sample) => sample.change('people.list', { people: [], total: 0 })),
  },
  chosen: { given: at('people'), looks: BOTH, show: ({ click }) => click('.table th input, .table td input') },
  loading: { given: at('people', '', (sample) => sample.waits('people.list')) },
  error: { given: at('people', '', (sample) => sample.refuses('server_busy', 'people.list')) },
  person: { given: at('people', '?user=1008'), looks: BOTH },
  'person fails': {
    given: at('people', '?user=1008', (sample) => sample.refuses('server_busy', 'people.get')),
  },
  restrict: { given: at('people', '?user=1008'), show: ({ press }) => press('Ban') },
})

export const rooms = dashboardView('rooms', {
  filled: { given: at('rooms'), looks: BOTH },
  chosen: { given: at('rooms'), show: ({ click }) => click('.table th input, .table td input') },
  columns: { given: at('rooms'), looks: BOTH, show: ({ press }) => press('Columns and density') },
  empty: { given: at('rooms', '', (sample) => sample.change('widget_rooms.list', { rooms: [], total: 0 })) },
  error: { given: at('rooms', '', (sample) => sample.refuses('server_busy', 'widget_rooms.list')) },
  room: { given: at('rooms', '?room=1'), looks: BOTH },
  'people answer': {
    given: at('rooms', '?room=1', (sample) => {
      const given = sample.answers['widget_rooms.get']
      if (given) sample.change('widget_rooms.get', { room: { ...given.room, answered_by: 'people' } })
    }),
  },
  'reason to open': {
    given: at('rooms', '?room=1', (sample) => {
      const given = sample.answers['widget_rooms.get']
      if (given) sample.change('widget_rooms.get', { room: { ...given.room, is_public: false } })
    }),
    show: ({ click }) => click('[name=is_public]'),
  },
  delete: {
    given: at('rooms', '?room=1', (sample) => {
      sample.answers['widget_rooms.contents'] = { messages: 12_345, files: 17, members: 8 }
    }),
    show: ({ press }) => press('Delete group'),
  },
})

const watched = (sample: Sample) => {
  const message = (seq: number, name: string, text: string) => ({
    room_id: 1,
    room_title: 'Harbour talk',
    seq,
    client_id: `sample-${seq}`,
    held: seq === 3 ? ('waiting' as const) : null,
    sender: { user_id: name, name, avatar_url: null, profile_url: null, badge: null, placeholder: false },
    peer: null,
    text,
    files: [],
    carries: {},
    flagged: seq === 2,
    edited: false,
    created_at: Date.now() - seq * 60_000,
  })
  sample.answers['monitor.start'] = { session: 'sample', until: Date.now() + 3_600_000 }
  sample.answers['monitor.list'] = {
    messages: [
      message(1, 'Anna Lindqvist', 'Please be kind.'),
      message(2, 'Борис Орлов', 'Каяк ещё продаётся?'),
      message(3, 'Maximiliane Freifrau von Württemberg-Hohenzollern zu Sigmaringen', 'A '.repeat(120)),
    ],
    more: false,
    complete: true,
  }
}

export const monitor = dashboardView('monitor', {
  reason: { given: at('monitor') },
  filled: {
    given: at('monitor', '', watched),
    async show({ write, click }) {
      await write('form input[type=text], form input:not([type]), form textarea', 'A complaint by mail')
      await click('form button[type=submit]')
    },
    looks: BOTH,
  },
})

export const rules = dashboardView('rules', {
  filled: { given: at('rules'), looks: BOTH },
  error: { given: at('rules', '', (sample) => sample.refuses('server_busy', 'rules.get')) },
})

export const broadcasts = dashboardView('broadcasts', {
  filled: { given: at('broadcasts'), looks: BOTH },
  empty: {
    given: at('broadcasts', '', (sample) => {
      sample.answers['broadcasts.list'] = { broadcasts: [], next: null }
    }),
  },
})
