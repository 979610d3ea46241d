import { paths, type WidgetTab } from '@imbachat/dashboard/navigation/routes.ts'
import type { PageFinding } from '@imbachat/protocol/http/widget/site-checks'
import { TEST_USERS } from '@imbachat/protocol/http/widget/test-users'
import type { Hand } from '../../look.ts'
import type { Sample } from '../sample.ts'
import { BOTH, dashboardView } from '../view.ts'
import { callsTried, tryCalls } from './calls.ts'

export const at =
  (tab: WidgetTab, query = '', more: (sample: Sample) => void = () => {}) =>
  (sample: Sample): void => {
    sample.path = paths.widget(1, tab) + query
    more(sample)
  }

export const overview = dashboardView('overview', {
  filled: { given: at('overview'), looks: BOTH },
  new: {
    given: at('overview', '', (sample) => {
      const none = { script_at: null, script_origin: null, user_at: null, message_at: null }
      const given = sample.answers['overview.get']?.overview
      if (given) sample.change('overview.get', { overview: { ...given, signs: none, days: [] } })
      sample.change('site.status', { status: { last_success_at: null, last_failure: null } })
    }),
  },
  moderator: {
    given: at('overview', '', (sample) => {
      const widget = sample.answers['widgets.get']?.widget
      if (widget) sample.change('widgets.get', { widget: { ...widget, role: 'moderator' } })
    }),
    looks: BOTH,
  },
  loading: { given: at('overview', '', (sample) => sample.waits('overview.get')) },
  error: { given: at('overview', '', (sample) => sample.refuses('server_busy', 'overview.get')) },
  'widget is gone': { given: at('overview', '', (sample) => sample.refuses('not_found', 'widgets.get')) },
  commands: {
    given: at('overview'),
    show: async ({ click, sees }) => {
      await click('.find')
      await sees('.command')
    },
  },
  'account menu': { given: at('overview'), show: ({ click }) => click('.account-button') },
  'other widgets': {
    given: at('overview'),
    show: async ({ click, sees }) => {
      await click('.widget-button')
      await sees('.widget-choice')
    },
  },
  sections: { given: at('overview'), show: ({ click }) => click('.section-button'), looks: ['dark-phone'] },
})

const CHECKED = {
  since: Date.UTC(2026, 10, 29, 9),
  counts: { accept: 12_480, change: 31, refuse: 207, hold: 12, failed: 5 },
  p50_ms: 42,
  p95_ms: 118,
  paused_until: null,
  last_failure: null,
  silent_nodes: 0,
}
const REFUSED = {
  ...{ ok: true, problem: null, message: '', params: {}, status: 200, elapsed_ms: 38 },
  body_start: '{"action":"refuse","reason":"No phone numbers, please."}',
  answer: { action: 'refuse' as const, reason: 'No phone numbers, please.' },
}

const FOUND = [
  {
    check: 'site-script',
    status: 'ok',
    code: 'script_ok',
    params: { widget_id: 1 },
    found: 'The page loads widget 1.',
  },
  {
    ...{ check: 'site-csp', status: 'problem', code: 'policy_refuses', params: { server: 'https://chat.example' } },
    found: "The page's Content-Security-Policy forbids the chat's frame.",
    fix: 'Add https://chat.example to frame-src, and to script-src.',
  },
  {
    ...{ check: 'site-viewport', status: 'warning', code: 'viewport_missing', params: {} },
    found: 'The page has no viewport meta element: phones show it, and the chat, tiny.',
    fix: 'Add <meta name="viewport" content="width=device-width, initial-scale=1">.',
  },
] satisfies PageFinding[]

export const install = dashboardView('install', {
  'kind of site': { given: at('install') },
  code: { given: at('install', '?kind=php&step=code') },
  people: { given: at('install', '?kind=php&step=people'), looks: BOTH },
  check: { given: at('install', '?kind=php&step=check') },
  react: { given: at('install', '?kind=react&step=code') },
  'test users': {
    given: at('install', '?kind=php&step=check', (sample) => {
      sample.change('test_users.list', {
        users: [
          { user_id: TEST_USERS[0], name: 'Anna (test user)', first_message_at: Date.UTC(2026, 10, 30, 9, 2) },
          { user_id: TEST_USERS[1], name: 'Max (test user)', first_message_at: null },
        ],
      })
      const opened = (user_id: string, name: string) => ({ user_id, name, token: 'a.b.c' })
      sample.answers['test_users.open'] = {
        tokens: [opened(TEST_USERS[0], 'Anna (test user)'), opened(TEST_USERS[1], 'Max (test user)')],
      }
    }),
    show: async ({ click, sees }) => {
      await click('.card .form-acts .button-primary')
      await sees('.test-users a')
    },
    looks: BOTH,
  },
  'page check': {
    given: at('install', '?kind=php&step=check', (sample) => {
      sample.answers['site.page_check'] = { findings: FOUND }
    }),
    show: async ({ click, sees }) => {
      await click('form:has([name=url]) .button')
      await sees('.result')
      document.querySelector('.result')?.scrollIntoView({ block: 'center' })
    },
  },
  wordpress: {
    given: at('install', '?kind=wordpress&step=code', (sample) => {
      sample.answers['connect.status'] = { connection: null }
    }),
  },
  site: { given: at('site') },
  'check before sending': {
    given: at('site', '', (sample) => {
      const given = sample.answers['widgets.get']?.widget
      const settings = { before_send_url: 'https://shop.example/api/check', before_send_failure: 'closed' } as const
      if (given) sample.change('widgets.get', { widget: { ...given, settings: { ...given.settings, ...settings } } })
      sample.answers['before_send.status'] = { status: CHECKED }
      sample.answers['before_send.test'] = { report: REFUSED }
    }),
    looks: BOTH,
    show: async ({ click, sees }) => {
      await click('form:has([name=text]) button')
      const result = await sees('.result .notice')
      result.scrollIntoView({ block: 'center', behavior: 'instant' })
    },
  },
  'token check': { given: at('token') },
  'site is down': {
    given: at('site', '', (sample) =>
      sample.change('site.status', {
        status: {
          last_success_at: Date.now() - 3_600_000,
          last_failure: { at: Date.now() - 60_000, finding: 'timed_out', calls: 1 } as never,
        },
      }),
    ),
  },
})

export const keys = dashboardView('keys', {
  filled: { given: at('keys'), looks: BOTH },
  'key that ends soon': {
    given: at('keys'),
    show: async ({ sees }) => (await sees('.chip-warning')).scrollIntoView({ block: 'center', behavior: 'instant' }),
    looks: BOTH,
  },
  'new API key': {
    given: at('keys'),
    show: async ({ press, sees }) => {
      await press('New API key')
      const scopes = await sees('.scopes')
      scopes.scrollIntoView({ block: 'center', behavior: 'instant' })
    },
  },
  'new bot': {
    given: at('keys'),
    show: async ({ press, sees }) => {
      await press('New bot')
      const form = await sees('input[name="user_id"]')
      form.scrollIntoView({ block: 'center', behavior: 'instant' })
    },
  },
  'delete a bot': { given: at('keys'), show: ({ press }) => press('Delete {name}') },
  loading: { given: at('keys', '', (sample) => sample.waits('widget_keys.states')) },
  error: { given: at('keys', '', (sample) => sample.refuses('server_busy', 'widget_keys.states')) },
})

const withWebhook = (more: object) =>
  at('webhooks', '', (sample) => {
    const [endpoint] = sample.answers['webhooks.list']?.endpoints ?? []
    if (endpoint) sample.change('webhooks.list', { endpoints: [{ ...endpoint, ...more }] })
  })

export const webhooks = dashboardView('webhooks', {
  filled: { given: at('webhooks'), looks: BOTH },
  empty: { given: at('webhooks', '', (sample) => sample.change('webhooks.list', { endpoints: [] })) },
  'new webhook': { given: at('webhooks'), show: ({ click }) => click('button:has(.icon-plus)') },
  'one try': { given: at('webhooks'), show: ({ click }) => click('.row .button-quiet') },
  'of a bot': { given: withWebhook({ bot_id: 'helper' }) },
  failing: { given: withWebhook({ state: 'failing', failing_since: 1773844200000, problem: '503' }) },
  off: { given: withWebhook({ state: 'off', off_reason: 'gone' }) },
  loading: { given: at('webhooks', '', (sample) => sample.waits('webhooks.list')) },
  error: { given: at('webhooks', '', (sample) => sample.refuses('server_busy', 'webhooks.list')) },
})

const ofUser = async ({ sees }: Hand): Promise<void> =>
  (await sees('.of-user .rows')).scrollIntoView({ block: 'center', behavior: 'instant' })

export const notifications = dashboardView('notifications', {
  filled: { given: at('notifications'), looks: BOTH },
  'of a user': {
    given: at('notifications', '?user=boris', (sample) => {
      sample.change('notifications.list', {
        notifications: sample.answers['notifications.list']?.notifications.slice(1, 2) ?? [],
      })
    }),
    show: ofUser,
    looks: BOTH,
  },
  'of a refused address': {
    given: at('notifications', '?user=clara', (sample) => {
      const reach = sample.answers['notifications.of_user']?.reach ?? []
      const refused = { obstacle: 'address_refused', waits: null, until: null, address: 'clara@shop.example' } as const
      sample.change('notifications.of_user', {
        ...{ user_id: 'clara', name: 'Clara', rooms: [] },
        reach: reach.map((one) => ({ ...one, ...(one.channel === 'mail' && refused) })),
      })
      sample.change('notifications.list', { notifications: [] })
    }),
    show: ofUser,
  },
  empty: {
    given: at('notifications', '', (sample) => {
      sample.change('notifications.figures', { channels: [], waiting: 0 })
      sample.change('notifications.list', { notifications: [] })
    }),
  },
  loading: {
    given: at('notifications', '', (sample) => sample.waits('notifications.figures', 'notifications.list')),
  },
  error: {
    given: at('notifications', '', (sample) =>
      sample.refuses('server_busy', 'notifications.figures', 'notifications.list'),
    ),
  },
})

export const settings = dashboardView('settings', {
  features: { given: at('features'), looks: BOTH },
  found: { given: at('features', '?q=file') },
  'nothing found': { given: at('features', '?q=zebra') },
  changed: {
    given: at('features'),
    show: ({ click }) => click('input[name="settings.reactions"]'),
  },
  'calls work': { given: callsTried(true), show: tryCalls },
  'calls fail': { given: callsTried(false), show: tryCalls, looks: BOTH },
  appearance: { given: at('appearance'), looks: BOTH },
})

export const team = dashboardView('team', {
  filled: { given: at('team'), looks: BOTH },
  loading: { given: at('team', '', (sample) => sample.waits('team.list')) },
  error: { given: at('team', '', (sample) => sample.refuses('server_busy', 'team.list')) },
})

export const audit = dashboardView('audit log', {
  filled: { given: at('audit'), looks: BOTH },
  empty: {
    given: at('audit', '', (sample) => {
      sample.answers['audit.list'] = { entries: [], total: 0, next: null }
    }),
  },
  error: { given: at('audit', '', (sample) => sample.refuses('server_busy', 'audit.list')) },
})
