/** Components without a picture, by file and name, and why they have none. */
export const NOT_DRAWN: Readonly<Record<string, string>> = {
  'dashboard/src/screens/people/person-data.tsx PersonTask':
    'stands there while messages are deleted, with its own bar',
  'widget/src/chat/notifications/push-card.tsx PushCard':
    'stands there after a message was sent: e2e/other-browsers/push.test.ts draws it',
  'widget/src/chat/notifications/push-settings.tsx PushSettings':
    'a part of the settings where the server has keys for push: e2e/other-browsers/push.test.ts draws it',
  'dashboard/src/screens/widget/site/connection-result.tsx ConnectionResult': 'e2e/dashboard/own-site.test.ts draws it',
  'dashboard/src/screens/widget/site/token-result.tsx TokenResult': 'e2e/dashboard/own-site.test.ts draws it',
}
