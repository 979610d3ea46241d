import type { TalkCatalog } from '../en/talk.ts'

export const esTalk: TalkCatalog = {
  pinMessage: 'Fijar',
  unpinMessage: 'Desfijar',
  pinnedMessage: 'Mensaje fijado',
  pinnedMessageOf: 'Mensaje fijado %s de %s',
  pinnedMessages: 'Mensajes fijados',
  showPinned: 'Ver todos los mensajes fijados',
  hidePinned: 'Ocultar mensajes fijados',
  nothingPinned: 'No hay mensajes fijados',
  newMessages: { one: '# mensaje nuevo', other: '# mensajes nuevos' },
  jumpToLatest: 'Ir al último mensaje',
  unreadMentions: { one: '# mención no leída', other: '# menciones no leídas' },
  nextMention: 'Ir a la siguiente mención',
  suggestions: 'Personas para mencionar',
  mentionAll: 'todos',
  mentionAllHint: 'Todos en este grupo',
  reactionCount: { one: '# reacción', other: '# reacciones' },
  readBy: { one: 'Leído por #', other: 'Leído por #' },
  readByTitle: 'Leído por',
  readByNobody: 'Nadie lo ha leído aún',
}
