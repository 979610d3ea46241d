import type { Sample } from '../sample.ts'
import { BOTH, dashboardView } from '../view.ts'

const TOKEN = 'A'.repeat(43)

/** The dashboard without a session. */
const at =
  (path: string, session: object = {}) =>
  (sample: Sample): void => {
    sample.path = path
    sample.answers['session.get'] = { account: null, setup_open: false, ...session }
  }

/** The site's admin wants to sign somebody in. */
function offered(sample: Sample): void {
  at(`/dashboard/enter#${TOKEN}`)(sample)
  sample.answers['site_sign_in.look'] = {
    account_id: 'site-1-42',
    widget_name: 'The harbour, its boats and everything else that floats',
    person: 'Vera Brandt-Oldenburg',
    role: 'moderator',
    back_to: 'https://shop.example/admin',
  }
}

export const doors = dashboardView('signed out', {
  'sign in': { given: at('/dashboard', { mail: true }), looks: BOTH },
  'sign-in fails': {
    given: (sample) => {
      at('/dashboard')(sample)
      sample.refuses('not_authenticated', 'session.sign_in')
    },
    async show({ write, click, sees }) {
      await write('input[name=email]', 'vera@harbour.example')
      await write('input[name=password]', 'a wrong password')
      await click('form button[type=submit]')
      await sees('[role=alert]')
    },
  },
  setup: { given: at(`/dashboard/setup#${TOKEN}`, { setup_open: true }) },
  forgot: { given: at('/dashboard/forgot', { mail: true }) },
  reset: {
    given: (sample) => {
      at(`/dashboard/reset#${TOKEN}`)(sample)
      sample.answers['reset.look'] = { email: 'vera@harbour.example', expires_at: Date.now() + 3_600_000 }
    },
  },
  'reset is over': {
    given: (sample) => {
      at(`/dashboard/reset#${TOKEN}`)(sample)
      sample.refuses('invite_invalid', 'reset.look')
    },
  },
  join: {
    given: (sample) => {
      at(`/dashboard/join#${TOKEN}`)(sample)
      sample.answers['join.look'] = {
        widget_name: 'The harbour, its boats and everything else that floats',
        role: 'moderator',
        invited_by: 'administrator@harbour.example',
        expires_at: Date.now() + 86_400_000,
      }
    },
  },
  'asked by the site': { given: offered, looks: BOTH },
  'asked by the site, with an account': {
    given: (sample) => {
      const { account = null } = sample.answers['session.get'] ?? {}
      offered(sample)
      sample.change('session.get', { account })
    },
    looks: BOTH,
  },
  'refused by the site': { given: at('/dashboard/enter#refused:signature') },
  'no server': { given: (sample) => sample.refuses('server_busy', 'session.get') },
  loading: { given: (sample) => sample.waits('session.get') },
})

export const account = dashboardView('account', {
  filled: {
    given: (sample) => {
      sample.path = '/dashboard/account'
      sample.change('session.get', { mail: true })
    },
    looks: BOTH,
  },
  'what the mails say': {
    given: (sample) => {
      sample.path = '/dashboard/account'
      sample.change('session.get', { mail: true })
    },
    async show({ click, sees }) {
      await click('.details summary')
      ;(await sees('.mail-preview')).scrollIntoView({ block: 'center' })
    },
  },
  'two-factor sign-in': {
    given: (sample) => {
      sample.path = '/dashboard/account'
      sample.answers['two_factor.start'] = {
        recovery_codes: ['aaaa-bbbb', 'cccc-dddd'],
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        uri: 'otpauth://totp/ImbaChat:vera@harbour.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=ImbaChat',
      }
    },
    async show({ press, write, click }) {
      await press('Turn on')
      await write('.card input[name=password]', 'correct horse battery')
      await click('form:has(input[name=password]) button[type=submit]')
    },
  },
  'session has ended': {
    given: (sample) => {
      sample.path = '/dashboard/account'
      sample.refuses('not_authenticated', 'account.safety')
    },
  },
  'not found': { given: (sample) => Object.assign(sample, { path: '/dashboard/nowhere' }) },
})

export const widgets = dashboardView('widgets', {
  filled: { looks: BOTH },
  empty: {
    given: (sample) => {
      sample.answers['widgets.list'] = { widgets: [], next: null }
    },
  },
  loading: { given: (sample) => sample.waits('widgets.list') },
  error: { given: (sample) => sample.refuses('server_busy', 'widgets.list') },
  new: { given: (sample) => Object.assign(sample, { path: '/dashboard/widgets/new' }) },
})
