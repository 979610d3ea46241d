import type { TalkCatalog } from '../en/talk.ts'

export const frTalk: TalkCatalog = {
  pinMessage: 'Épingler',
  unpinMessage: 'Désépingler',
  pinnedMessage: 'Message épinglé',
  pinnedMessageOf: 'Message épinglé %s sur %s',
  pinnedMessages: 'Messages épinglés',
  showPinned: 'Voir tous les messages épinglés',
  hidePinned: 'Masquer les messages épinglés',
  nothingPinned: 'Aucun message épinglé',
  newMessages: { one: '# nouveau message', other: '# nouveaux messages' },
  jumpToLatest: 'Aller au dernier message',
  unreadMentions: { one: '# mention non lue', other: '# mentions non lues' },
  nextMention: 'Aller à la mention suivante',
  suggestions: 'Personnes à mentionner',
  mentionAll: 'tous',
  mentionAllHint: 'Tout le monde dans ce groupe',
  reactionCount: { one: '# réaction', other: '# réactions' },
  readBy: { one: 'Lu par #', other: 'Lu par #' },
  readByTitle: 'Lu par',
  readByNobody: 'Personne ne l’a encore lu',
}
