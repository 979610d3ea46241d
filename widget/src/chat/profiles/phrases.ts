import type { Group } from '../i18n/group.ts'

/** The phrases of a user who writes under several names, such as that of their shop. They come with its views. */
export const profiles = {
  writingAs: {
    en: 'You’re writing as {name}',
    ru: 'Вы пишете как {name}',
    ar: 'أنت تكتب باسم {name}',
    de: 'Sie schreiben als {name}',
    es: 'Escribes como {name}',
    fr: 'Vous écrivez en tant que {name}',
  },
  wroteAs: {
    en: 'Conversations of {name}, who can’t write any more',
    ru: 'Чат от имени {name}: писать под этим именем больше нельзя',
    ar: 'محادثة باسم {name}، ولم يعد بالإمكان الكتابة به',
    de: 'Chat von {name}: Unter diesem Namen können Sie nicht mehr schreiben',
    es: 'Chat de {name}: ya no puedes escribir con este nombre',
    fr: 'Discussion de {name} : vous ne pouvez plus écrire sous ce nom',
  },
  writeAs: {
    en: 'Write as',
    ru: 'Писать как',
    ar: 'الكتابة باسم',
    de: 'Schreiben als',
    es: 'Escribir como',
    fr: 'Écrire en tant que',
  },
  ownNames: {
    en: 'Conversations of which name',
    ru: 'От чьего имени чаты',
    ar: 'محادثات أي اسم',
    de: 'Chats unter welchem Namen',
    es: 'Chats de qué nombre',
    fr: 'Discussions sous quel nom',
  },
  allNames: {
    en: 'All names',
    ru: 'Все имена',
    ar: 'كل الأسماء',
    de: 'Alle Namen',
    es: 'Todos los nombres',
    fr: 'Tous les noms',
  },
} as const satisfies Group
