import type { Plurals } from '../plural.ts'

/** The phrases of what is done with messages. They come with its views. */
export const enMessages = {
  forwardedFrom: 'Forwarded from %s',
  forward: 'Forward',
  forwardTo: 'Forward to…',
  forwardCount: { one: 'Forward # message', other: 'Forward # messages' } as Plurals,
  forwardSearch: 'Search conversations',
  forwardComment: 'Add a comment',
  forwardMost: 'You can choose up to 20 conversations.',
  forwardedTo: 'Forwarded to %s',
  forwardedToMany: { one: 'Forwarded to # conversation', other: 'Forwarded to # conversations' } as Plurals,
  menu: 'Menu',
  select: 'Select',
  selectMessage: 'Select message',
  selectedMessages: 'Selected messages',
  selectedCount: { one: '# selected', other: '# selected' } as Plurals,
  selectedMost: 'You can select up to 100 messages.',
  cancelSelection: 'Cancel selection',
  star: 'Star',
  unstar: 'Unstar',
  starred: 'Starred messages',
  starredNone: 'No starred messages yet',
  starredHint: 'Star a message from its menu to find it here. Only you can see your stars.',
  versions: 'Edit history',
  versionsNone: 'No earlier versions were kept.',
  versionNow: 'Current version',
  deleteCount: { one: 'Delete # message?', other: 'Delete # messages?' } as Plurals,
  deleteForMe: 'Delete for me',
  deleteForMeHint: 'Deleting for yourself changes nothing for anyone else.',
  deleteForAll: 'Delete for everyone',
  cardButtons: 'Buttons',
  chosenBy: 'Chosen by %s',
  chosenByYou: 'Chosen by you',
}

export type MessagesCatalog = typeof enMessages
