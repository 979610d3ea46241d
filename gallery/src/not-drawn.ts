/** Components without a picture, by file and name, and why they have none. */
export const NOT_DRAWN: Readonly<Record<string, string>> = {
  'widget/src/chat/calls/call-parts.tsx CallVideo': 'shows what a camera films; e2e/calls/calls.test.ts draws it',
  'widget/src/chat/profiles/profile-mark.tsx ProfileMark':
    'stands in a list of two connections; e2e/rooms/profiles.test.ts draws it',
  'dashboard/src/screens/people/person-data.tsx PersonTask':
    'stands there while messages are deleted, with its own bar',
  'dashboard/src/screens/widget/keys/api/new-api-key.tsx ShownOnce':
    'a key that was just made; e2e/dashboard/api-keys.test.ts draws it',
  'dashboard/src/screens/widget/site/connection-result.tsx ConnectionResult':
    'e2e/dashboard/set-up/own-site.test.ts draws it',
  'dashboard/src/screens/widget/site/token-result.tsx TokenResult': 'e2e/dashboard/set-up/own-site.test.ts draws it',
}
