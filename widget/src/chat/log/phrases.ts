import type { Group } from '../i18n/group.ts'

/**
 * The phrases of notices in a conversation. `actor` made the change; `people` are those that it concerns, as a list of
 * names. `self`: the reader made it; `you`: it concerns the reader alone; `other`: it concerns others. Of members that
 * join or leave, `self`: the reader; `among`: the reader and others; `several`: others; `other`: one other.
 */
export const log = {
  /** the reader at the end of `people` */
  noticeYou: { en: 'you', ru: 'вас', ar: 'أنت', de: 'Sie', es: 'a ti', fr: 'vous' },
  /** the end of `people`, after the names */
  noticeOthers: {
    en: '{count} more',
    ru: 'ещё {count}',
    ar: '{count, plural, one {شخص آخر} two {شخصان آخران} few {# آخرون} many {# آخرون} other {# آخرون}}',
    de: '{count, plural, one {# weitere Person} other {# weitere}}',
    es: '{count} más',
    fr: '{count, plural, one {# autre} other {# autres}}',
  },
  noticeCreated: {
    en: '{who, select, self {You created the group “{title}”} other {{actor} created the group “{title}”}}',
    ru: '{who, select, self {Вы создали группу «{title}»} other {{actor} создал(а) группу «{title}»}}',
    ar: '{who, select, self {أنشأت المجموعة «{title}»} other {أنشأ {actor} المجموعة «{title}»}}',
    de: '{who, select, self {Sie haben die Gruppe „{title}“ erstellt} other {{actor} hat die Gruppe „{title}“ erstellt}}',
    es: '{who, select, self {Creaste el grupo «{title}»} other {{actor} creó el grupo «{title}»}}',
    fr: '{who, select, self {Vous avez créé le groupe « {title} »} other {{actor} a créé le groupe « {title} »}}',
  },
  noticeJoined: {
    en: '{who, select, self {You joined the group} other {{people} joined the group}}',
    ru: '{who, select, self {Вы вступили в группу} among {{people} вступили в группу} several {{people} вступили в группу} other {{people} вступил(а) в группу}}',
    ar: '{who, select, self {انضممت إلى المجموعة} among {انضممت {people} إلى المجموعة} other {انضم {people} إلى المجموعة}}',
    de: '{who, select, self {Sie sind der Gruppe beigetreten} among {{people} sind der Gruppe beigetreten} several {{people} sind der Gruppe beigetreten} other {{people} ist der Gruppe beigetreten}}',
    es: '{who, select, self {Te uniste al grupo} among {{people} se unieron al grupo} several {{people} se unieron al grupo} other {{people} se unió al grupo}}',
    fr: '{who, select, self {Vous avez rejoint le groupe} among {{people} avez rejoint le groupe} several {{people} ont rejoint le groupe} other {{people} a rejoint le groupe}}',
  },
  noticeLeft: {
    en: '{who, select, self {You left the group} other {{people} left the group}}',
    ru: '{who, select, self {Вы покинули группу} among {{people} покинули группу} several {{people} покинули группу} other {{people} покинул(а) группу}}',
    ar: '{who, select, self {غادرت المجموعة} among {غادرت {people} المجموعة} other {غادر {people} المجموعة}}',
    de: '{who, select, self {Sie haben die Gruppe verlassen} among {{people} haben die Gruppe verlassen} several {{people} haben die Gruppe verlassen} other {{people} hat die Gruppe verlassen}}',
    es: '{who, select, self {Saliste del grupo} among {{people} salieron del grupo} several {{people} salieron del grupo} other {{people} salió del grupo}}',
    fr: '{who, select, self {Vous avez quitté le groupe} among {{people} avez quitté le groupe} several {{people} ont quitté le groupe} other {{people} a quitté le groupe}}',
  },
  noticeAdded: {
    en: '{who, select, self {You added {people}} you {{actor} added you} other {{actor} added {people}}}',
    ru: '{who, select, self {Вы добавили {people}} you {{actor} добавил(а) вас} other {{actor} добавил(а) {people}}}',
    ar: '{who, select, self {أضفت إلى المجموعة: {people}} you {أضافك {actor}} other {أضاف {actor} إلى المجموعة: {people}}}',
    de: '{who, select, self {Sie haben {people} hinzugefügt} you {{actor} hat Sie hinzugefügt} other {{actor} hat {people} hinzugefügt}}',
    es: '{who, select, self {Añadiste a {people}} you {{actor} te añadió} other {{actor} añadió a {people}}}',
    fr: '{who, select, self {Vous avez ajouté {people}} you {{actor} vous a ajouté(e)} other {{actor} a ajouté {people}}}',
  },
  noticeRemoved: {
    en: '{who, select, self {You removed {people}} you {{actor} removed you} other {{actor} removed {people}}}',
    ru: '{who, select, self {Вы исключили {people}} you {{actor} исключил(а) вас} other {{actor} исключил(а) {people}}}',
    ar: '{who, select, self {أزلت من المجموعة: {people}} you {أزالك {actor} من المجموعة} other {أزال {actor} من المجموعة: {people}}}',
    de: '{who, select, self {Sie haben {people} entfernt} you {{actor} hat Sie entfernt} other {{actor} hat {people} entfernt}}',
    es: '{who, select, self {Quitaste a {people}} you {{actor} te quitó del grupo} other {{actor} quitó a {people}}}',
    fr: '{who, select, self {Vous avez retiré {people}} you {{actor} vous a retiré(e)} other {{actor} a retiré {people}}}',
  },
  /** a person took over from a bot */
  noticePeople: {
    en: 'A person will answer from here',
    ru: 'Дальше отвечает человек',
    ar: 'سيجيب شخص من هنا',
    de: 'Ab hier antwortet ein Mensch',
    es: 'A partir de aquí responde una persona',
    fr: 'Une personne répond à partir d’ici',
  },
  noticeBots: {
    en: 'The bot answers again',
    ru: 'Снова отвечает бот',
    ar: 'عاد البوت للإجابة',
    de: 'Der Bot antwortet wieder',
    es: 'El bot vuelve a responder',
    fr: 'Le bot répond à nouveau',
  },
  noticeTitle: {
    en: '{who, select, self {You renamed the group to “{title}”} other {{actor} renamed the group to “{title}”}}',
    ru: '{who, select, self {Вы переименовали группу в «{title}»} other {{actor} переименовал(а) группу в «{title}»}}',
    ar: '{who, select, self {غيّرت اسم المجموعة إلى «{title}»} other {غيّر {actor} اسم المجموعة إلى «{title}»}}',
    de: '{who, select, self {Sie haben die Gruppe in „{title}“ umbenannt} other {{actor} hat die Gruppe in „{title}“ umbenannt}}',
    es: '{who, select, self {Cambiaste el nombre del grupo a «{title}»} other {{actor} cambió el nombre del grupo a «{title}»}}',
    fr: '{who, select, self {Vous avez renommé le groupe en « {title} »} other {{actor} a renommé le groupe en « {title} »}}',
  },
  noticeDescription: {
    en: '{who, select, self {You changed the description} other {{actor} changed the description}}',
    ru: '{who, select, self {Вы изменили описание} other {{actor} изменил(а) описание}}',
    ar: '{who, select, self {غيّرت وصف المجموعة} other {غيّر {actor} وصف المجموعة}}',
    de: '{who, select, self {Sie haben die Beschreibung geändert} other {{actor} hat die Beschreibung geändert}}',
    es: '{who, select, self {Cambiaste la descripción} other {{actor} cambió la descripción}}',
    fr: '{who, select, self {Vous avez modifié la description} other {{actor} a modifié la description}}',
  },
  noticePicture: {
    en: '{who, select, self {You changed the group photo} other {{actor} changed the group photo}}',
    ru: '{who, select, self {Вы изменили фото группы} other {{actor} изменил(а) фото группы}}',
    ar: '{who, select, self {غيّرت صورة المجموعة} other {غيّر {actor} صورة المجموعة}}',
    de: '{who, select, self {Sie haben das Gruppenfoto geändert} other {{actor} hat das Gruppenfoto geändert}}',
    es: '{who, select, self {Cambiaste la foto del grupo} other {{actor} cambió la foto del grupo}}',
    fr: '{who, select, self {Vous avez changé la photo du groupe} other {{actor} a changé la photo du groupe}}',
  },
  noticeAdmin: {
    en: '{who, select, self {You made {people} an admin} you {{actor} made you an admin} other {{actor} made {people} an admin}}',
    ru: '{who, select, self {Вы назначили администратором: {people}} you {{actor} назначил(а) вас администратором} other {{actor} назначил(а) администратором: {people}}}',
    ar: '{who, select, self {عيّنت مشرفًا: {people}} you {عيّنك {actor} مشرفًا} other {عيّن {actor} مشرفًا: {people}}}',
    de: '{who, select, self {Sie haben {people} zum Admin gemacht} you {{actor} hat Sie zum Admin gemacht} other {{actor} hat {people} zum Admin gemacht}}',
    es: '{who, select, self {Hiciste administrador a {people}} you {{actor} te hizo administrador} other {{actor} hizo administrador a {people}}}',
    fr: '{who, select, self {Vous avez nommé {people} admin} you {{actor} vous a nommé(e) admin} other {{actor} a nommé {people} admin}}',
  },
  noticeMember: {
    en: '{who, select, self {You removed {people} as an admin} you {{actor} removed you as an admin} other {{actor} removed {people} as an admin}}',
    ru: '{who, select, self {Вы сняли права администратора: {people}} you {{actor} снял(а) с вас права администратора} other {{actor} снял(а) права администратора: {people}}}',
    ar: '{who, select, self {أزلت من الإشراف: {people}} you {أزالك {actor} من الإشراف} other {أزال {actor} من الإشراف: {people}}}',
    de: '{who, select, self {Sie haben {people} als Admin entfernt} you {{actor} hat Sie als Admin entfernt} other {{actor} hat {people} als Admin entfernt}}',
    es: '{who, select, self {Quitaste como administrador a {people}} you {{actor} te quitó como administrador} other {{actor} quitó como administrador a {people}}}',
    fr: '{who, select, self {Vous avez retiré le rôle d’admin à {people}} you {{actor} vous a retiré le rôle d’admin} other {{actor} a retiré le rôle d’admin à {people}}}',
  },
  noticePinned: {
    en: '{who, select, self {You pinned a message} other {{actor} pinned a message}}',
    ru: '{who, select, self {Вы закрепили сообщение} other {{actor} закрепил(а) сообщение}}',
    ar: '{who, select, self {ثبّتَّ رسالة} other {ثبّت {actor} رسالة}}',
    de: '{who, select, self {Sie haben eine Nachricht angeheftet} other {{actor} hat eine Nachricht angeheftet}}',
    es: '{who, select, self {Fijaste un mensaje} other {{actor} fijó un mensaje}}',
    fr: '{who, select, self {Vous avez épinglé un message} other {{actor} a épinglé un message}}',
  },
  noticeOwner: {
    en: '{who, select, self {You are now the owner} other {{name} is now the owner}}',
    ru: '{who, select, self {Теперь вы владелец группы} other {Новый владелец группы — {name}}}',
    ar: '{who, select, self {أنت المالك الآن} other {المالك الجديد: {name}}}',
    de: '{who, select, self {Sie sind jetzt Inhaber} other {Neuer Inhaber: {name}}}',
    es: '{who, select, self {Ahora eres el propietario} other {Nuevo propietario: {name}}}',
    fr: '{who, select, self {Vous êtes maintenant propriétaire} other {Nouveau propriétaire : {name}}}',
  },
} as const satisfies Group
