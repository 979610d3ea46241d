import { describe, expect, test } from 'bun:test'
import { paths, readRoute, SERVER_SECTIONS, WIDGET_TABS } from './routes.ts'

describe('addresses of the dashboard', () => {
  test('every path that the dashboard links to leads to its screen', () => {
    expect(readRoute(paths.widgets)).toEqual({ screen: 'widgets' })
    expect(readRoute(paths.newWidget)).toEqual({ screen: 'new-widget' })
    expect(readRoute(paths.account)).toEqual({ screen: 'account' })
    for (const tab of WIDGET_TABS) {
      expect(readRoute(paths.widget(7, tab))).toEqual({ screen: 'widget', widget_id: 7, tab })
    }
    for (const section of SERVER_SECTIONS) {
      expect(readRoute(paths.server(section))).toEqual({ screen: 'server', section })
    }
  })

  test('the setup link leads to the first account, a reset link to a new password', () => {
    expect(readRoute('/dashboard/setup')).toEqual({ screen: 'setup' })
    expect(readRoute('/dashboard/reset')).toEqual({ screen: 'reset' })
  })

  test('a slash at the end changes nothing', () => {
    expect(readRoute('/dashboard/')).toEqual({ screen: 'widgets' })
    expect(readRoute('/dashboard/widgets/7/keys/')).toEqual({ screen: 'widget', widget_id: 7, tab: 'keys' })
  })

  test.each([
    '/',
    '/demo',
    '/dashboard/nowhere',
    '/dashboard/account/7',
    '/dashboard/server/nowhere',
    '/dashboard/server/jobs/more',
    '/dashboard/widgets/0',
    '/dashboard/widgets/-1',
    '/dashboard/widgets/1e3',
    '/dashboard/widgets/99999999999999999999',
    '/dashboard/widgets/new/keys',
    '/dashboard/widgets/7/nowhere',
    '/dashboard/widgets/7/keys/more',
  ])('%s is no screen', (path) => {
    expect(readRoute(path)).toEqual({ screen: 'not-found' })
  })
})
