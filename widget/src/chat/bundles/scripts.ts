/**
 * The scripts that load after the first view (`main.tsx`), and when each one loads. The content of a script is in the
 * file of the same name.
 */
export const FETCHED = {
  page: 'idle, or the first call, command or look of the page',
  rest: 'idle, or the first view or act that no other script has',
  'on-demand': 'idle, or the first act of the SDK that connecting does not need',
  'with-profiles': 'a user for whom the site lists other names',
  calls: 'the first call, or the press of its button',
  'group-call': 'the first call of a group that this page sees',
  'sfu-room': 'a call through the server',
  'own-connection': 'a tab that no worker can connect',
  'english-later': 'a reader of English, with the rest',
  'sample-connection': "the dashboard's preview",
  'words-en': 'the picker of emojis, in the language of the reader, like the others',
  'words-ru': 'the same',
  'words-ar': 'the same',
  'words-de': 'the same',
  'words-es': 'the same',
  'words-fr': 'the same',
}

/** The scripts that are fetched once the chat is open and the browser idle. */
export const SCRIPTS = {
  page: () => import('./page.ts'),
  rest: () => import('./rest.ts'),
  'on-demand': () => import('@imbachat/sdk/on-demand'),
} satisfies Partial<Record<keyof typeof FETCHED, unknown>>
