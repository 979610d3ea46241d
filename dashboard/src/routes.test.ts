import { describe, expect, test } from 'bun:test'
import { paths, readRoute, WIDGET_TABS } from './routes.ts'

describe('addresses of the cabinet', () => {
  test('every path that the cabinet links to leads to its screen', () => {
    expect(readRoute(paths.widgets)).toEqual({ screen: 'widgets' })
    expect(readRoute(paths.newWidget)).toEqual({ screen: 'new-widget' })
    expect(readRoute(paths.account)).toEqual({ screen: 'account' })
    for (const tab of WIDGET_TABS) {
      expect(readRoute(paths.widget(7, tab))).toEqual({ screen: 'widget', widgetId: 7, tab })
    }
  })

  test('the setup link leads to the first account', () => {
    expect(readRoute('/cabinet/setup')).toEqual({ screen: 'setup' })
  })

  test('a slash at the end changes nothing', () => {
    expect(readRoute('/cabinet/')).toEqual({ screen: 'widgets' })
    expect(readRoute('/cabinet/widgets/7/keys/')).toEqual({ screen: 'widget', widgetId: 7, tab: 'keys' })
  })

  test.each([
    '/',
    '/demo',
    '/cabinet/nowhere',
    '/cabinet/account/7',
    '/cabinet/widgets/0',
    '/cabinet/widgets/-1',
    '/cabinet/widgets/1e3',
    '/cabinet/widgets/99999999999999999999',
    '/cabinet/widgets/new/keys',
    '/cabinet/widgets/7/nowhere',
    '/cabinet/widgets/7/keys/more',
  ])('%s is no screen', (path) => {
    expect(readRoute(path)).toEqual({ screen: 'not-found' })
  })
})
