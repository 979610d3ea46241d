/**
 * Everything that the chat leaves in a visitor's browser, by its name. Words in capitals stand for values: `WIDGET` and
 * `ROOM` are ids, `PATH` is that of the chat frame's page, `SERVER` the chat's origin, `USER` the id of the user,
 * `guest` for visitors who are not signed in. docs/security.md has the same table.
 */
export interface Kept {
  name: string
  /** of a database: prefix of its keys */
  owner?: string
  storage: 'localStorage' | 'sessionStorage' | 'IndexedDB'
  /** whose storage: the chat server's origin, or the site's page */
  of: 'chat' | 'page'
  what: string
  until: string
  /** `logout()` leaves it */
  stays?: true
}

const local = { storage: 'localStorage', of: 'chat' } as const
const ofTab = { storage: 'sessionStorage', of: 'chat' } as const
const database = { storage: 'IndexedDB', of: 'chat' } as const
const ofPage = { storage: 'sessionStorage', of: 'page' } as const

const SOON = 'a few seconds, or until there is a network'
const LOGOUT = 'sign-out'
const TAB_CLOSED = 'sign-out, or the end of the tab'

export const KEPT_IN_BROWSER = {
  draft: { ...local, name: 'imbachat:draft:WIDGET:USER:ROOM', what: 'Text that is not sent yet', until: 'it is sent' },
  draftsSynced: {
    ...local,
    name: 'imbachat:drafts-synced:PATH:USER',
    what: 'Drafts as the server last had them',
    until: LOGOUT,
  },
  writesAs: {
    ...local,
    name: 'imbachat:writes-as:PATH:USER',
    what: 'Id of the profile under which the user began their last conversation',
    until: LOGOUT,
  },
  deleting: { ...local, name: 'imbachat:deleting:PATH:USER', what: 'Deletions that can be undone', until: SOON },
  pinning: { ...local, name: 'imbachat:pinning:PATH:USER', what: 'Pins that wait for a network', until: SOON },
  declining: { ...local, name: 'imbachat:declining:PATH:USER', what: 'Refusals that can be undone', until: SOON },
  hiddenPins: {
    ...local,
    name: 'imbachat-pins WIDGET USER ROOM',
    what: 'Pins that the user has hidden on this device',
    until: LOGOUT,
  },
  guestToken: {
    ...local,
    name: 'imbachat:guest:WIDGET',
    what: 'Token of a guest who has chosen a name, valid for 30 days',
    until: LOGOUT,
  },
  pushDevice: {
    ...local,
    name: 'imbachat-push WIDGET USER',
    what: 'Id of this browser, which gets the notifications of the user',
    until: 'sign-out, or they are turned off',
  },
  pushDeclined: {
    ...local,
    name: 'imbachat-push-no WIDGET USER',
    what: 'When the user did not want notifications',
    until: LOGOUT,
  },
  pushForgotten: {
    ...local,
    name: 'imbachat-push-forget WIDGET',
    what: 'Ids of this browser that the server must forget, after a sign-out without a network',
    until: SOON,
    stays: true,
  },
  callDevices: {
    ...local,
    name: 'imbachat-call-devices WIDGET USER',
    what: 'Ids of the microphone, camera and speaker that the user chose for calls',
    until: LOGOUT,
  },
  emoji: { ...local, name: 'imbachat:emoji', what: 'Emoji that were used last, and their skin tone', until: LOGOUT },
  signedOut: {
    ...local,
    name: 'imbachat:logout:WIDGET',
    what: 'Tells other pages of the browser of a sign-out',
    until: 'it is written',
  },
  openRoom: { ...ofTab, name: 'imbachat-room WIDGET USER', what: 'The open conversation', until: TAB_CLOSED },
  callParty: {
    ...ofTab,
    name: 'imbachat-call WIDGET USER',
    what: 'By which random id this tab takes part in a call, to go on after a reload',
    until: 'the end of the call',
  },
  tab: { ...ofTab, name: 'imbachat:tab', what: 'A random name of the tab', until: TAB_CLOSED },
  outbox: {
    ...database,
    name: 'imbachat-outbox',
    owner: 'SERVER WIDGET USER',
    what: 'Messages that are not sent yet',
    until: 'they are sent or discarded',
  },
  uploads: {
    ...database,
    name: 'imbachat-uploads',
    owner: 'PATH USER',
    what: 'Messages with files on their way, with the files and upload tokens',
    until: 'they are sent or discarded, at most 7 days',
  },
  windowOpen: {
    ...ofPage,
    name: 'imbachat:open:WIDGET',
    what: "The window is open; the user's id",
    until: 'the window is closed',
  },
  windowRoom: {
    ...ofPage,
    name: 'imbachat:room:WIDGET',
    what: "The open conversation and the user's id, where the frame has no storage",
    until: TAB_CLOSED,
  },
  windowPlace: {
    ...ofPage,
    name: 'imbachat:place:WIDGET',
    what: 'Place and size of the window, as the user moved it',
    until: 'the end of the tab, also after sign-out',
    stays: true,
  },
} as const satisfies Record<string, Kept>

type Kepts = typeof KEPT_IN_BROWSER

/** Import it as a macro: scripts then have the names that they need, and nothing else of the table. */
export const kept = <Key extends keyof Kepts>(key: Key): Kepts[Key]['name'] => KEPT_IN_BROWSER[key].name

export const keptOwner = (key: 'outbox' | 'uploads'): string => KEPT_IN_BROWSER[key].owner

/** Names of kept values that belong to a user, and are removed with them. */
export const keptOfUsers = (): string[] =>
  Object.values(KEPT_IN_BROWSER)
    .flatMap((one: Kept) => [one.name, one.owner ?? ''])
    .filter((form) => form.includes('USER'))
