import type { Group } from '../../i18n/group.ts'

/** Calls of groups. */
export const group = {
  call: {
    en: 'Group call',
    ru: 'Групповой звонок',
    ar: 'مكالمة جماعية',
    de: 'Gruppenanruf',
    es: 'Llamada grupal',
    fr: 'Appel de groupe',
  },
  nobody: {
    en: 'Group call, nobody joined',
    ru: 'Групповой звонок, никто не присоединился',
    ar: 'مكالمة جماعية، لم ينضم أحد',
    de: 'Gruppenanruf, niemand kam dazu',
    es: 'Llamada grupal, nadie se unió',
    fr: 'Appel de groupe, personne n’a rejoint',
  },
  join: { en: 'Join', ru: 'Войти', ar: 'انضمام', de: 'Beitreten', es: 'Unirse', fr: 'Rejoindre' },
  joinWith: {
    en: 'Join the call: {names}',
    ru: 'Войти в звонок: {names}',
    ar: 'الانضمام إلى المكالمة: {names}',
    de: 'Dem Anruf beitreten: {names}',
    es: 'Unirse a la llamada: {names}',
    fr: 'Rejoindre l’appel : {names}',
  },
  calls: {
    en: '{name} is calling the group',
    ru: '{name} звонит в группу',
    ar: '{name} يتصل بالمجموعة',
    de: '{name} ruft die Gruppe an',
    es: '{name} llama al grupo',
    fr: '{name} appelle le groupe',
  },
  alone: {
    en: 'Nobody else is here yet',
    ru: 'Пока больше никого нет',
    ar: 'لا أحد غيرك هنا بعد',
    de: 'Noch ist niemand sonst da',
    es: 'Todavía no hay nadie más',
    fr: 'Personne d’autre n’est encore là',
  },
  apart: {
    en: 'Not connected: one of you has blocked the other',
    ru: 'Нет связи: один из вас заблокировал другого',
    ar: 'لا اتصال: أحدكما حظر الآخر',
    de: 'Nicht verbunden: Einer von Ihnen hat den anderen blockiert',
    es: 'Sin conexión: uno de los dos bloqueó al otro',
    fr: 'Pas de connexion : l’un de vous a bloqué l’autre',
  },
  large: {
    en: 'Show {name} large',
    ru: 'Показать крупно: {name}',
    ar: 'عرض {name} بحجم كبير',
    de: '{name} groß anzeigen',
    es: 'Ver a {name} en grande',
    fr: 'Afficher {name} en grand',
  },
  micOff: {
    en: 'microphone off',
    ru: 'микрофон выключен',
    ar: 'الميكروفون مكتوم',
    de: 'Mikrofon aus',
    es: 'micrófono silenciado',
    fr: 'micro coupé',
  },
  muted: {
    en: 'A host turned your microphone off',
    ru: 'Организатор выключил ваш микрофон',
    ar: 'كتم المضيف ميكروفونك',
    de: 'Ihr Mikrofon wurde vom Gastgeber ausgeschaltet',
    es: 'El anfitrión silenció tu micrófono',
    fr: 'L’hôte a coupé votre micro',
  },
  actions: {
    en: 'Actions for {name}',
    ru: 'Действия: {name}',
    ar: 'إجراءات: {name}',
    de: 'Aktionen für {name}',
    es: 'Acciones para {name}',
    fr: 'Actions pour {name}',
  },
  mute: {
    en: 'Mute',
    ru: 'Выключить микрофон',
    ar: 'كتم',
    de: 'Stummschalten',
    es: 'Silenciar',
    fr: 'Couper le micro',
  },
  remove: {
    en: 'Remove from the call',
    ru: 'Удалить из звонка',
    ar: 'إزالة من المكالمة',
    de: 'Aus dem Anruf entfernen',
    es: 'Quitar de la llamada',
    fr: 'Retirer de l’appel',
  },
  you: { en: 'You', ru: 'Вы', ar: 'أنت', de: 'Sie', es: 'Tú', fr: 'Vous' },
  grid: {
    en: 'Show all equally',
    ru: 'Показать всех',
    ar: 'عرض الجميع',
    de: 'Alle gleich groß',
    es: 'Ver a todos',
    fr: 'Afficher tout le monde',
  },
  speaker: {
    en: 'Show who speaks',
    ru: 'Показать говорящего',
    ar: 'عرض المتحدث',
    de: 'Sprechende groß zeigen',
    es: 'Ver a quien habla',
    fr: 'Afficher qui parle',
  },
  relay: {
    en:
      'Members of the call see each other’s IP address. Stop hiding yours in the settings to take part. ' +
      'In public groups, calls are not possible here.',
    ru:
      'Участники звонка видят IP-адреса друг друга. Чтобы войти, не скрывайте свой в настройках. В публичных ' +
      'группах звонки здесь недоступны.',
    ar:
      'يرى المشاركون في المكالمة عناوين IP لبعضهم. أوقف إخفاء عنوانك في الإعدادات للمشاركة. المكالمات غير متاحة ' +
      'هنا في المجموعات العامة.',
    de:
      'Im Anruf sehen alle die IP-Adressen der anderen. Verbergen Sie Ihre nicht, um teilzunehmen. In öffentlichen ' +
      'Gruppen sind Anrufe hier nicht möglich.',
    es:
      'En la llamada todos ven las direcciones IP de los demás. Deja de ocultar la tuya en los ajustes para ' +
      'participar. En los grupos públicos no se puede llamar aquí.',
    fr:
      'Pendant l’appel, chacun voit l’adresse IP des autres. Cessez de masquer la vôtre pour participer. Dans les ' +
      'groupes publics, les appels ne sont pas possibles ici.',
  },
} as const satisfies Group
