/** In the first line of our mails: the user did not write the text below it. */
export const MARKER = { start: '##- ', end: ' -##' }

/** Phrases of mail programs between the quoted mail's sender and its text. */
export const WROTE = [
  /\bwrote\s*:?$/i,
  /\bschrieb\b/i,
  /\ba écrit\b/i,
  /\bescribió\b/i,
  /пишет|писал|написал/i,
  /كتب|كتابة ما يلي/,
]

/** The first words of headers that mail programs put above a quoted mail, in the languages of the chat. */
export const HEADERS = new Map<string, 'from' | 'other'>([
  ...['from', 'von', 'de', 'от', 'от кого', 'من', 'expéditeur', 'absender', 'remitente'].map(
    (word) => [word, 'from'] as const,
  ),
  ...[
    ['sent', 'date', 'to', 'cc', 'subject', 'reply-to', 'importance'],
    ['gesendet', 'datum', 'an', 'betreff', 'antwort an', 'wichtigkeit', 'kopie'],
    ['envoyé', 'date', 'à', 'objet', 'répondre à', 'copie à', 'destinataire'],
    ['enviado', 'fecha', 'para', 'asunto', 'responder a', 'enviado el'],
    ['отправлено', 'дата', 'кому', 'тема', 'копия', 'ответить на'],
    ['تم الإرسال', 'تاريخ', 'التاريخ', 'إلى', 'الموضوع', 'نسخة', 'الرد على', 'أُرسلت'],
  ]
    .flat()
    .map((word) => [word, 'other'] as const),
])

/** Between dashes: `-----Original Message-----`. */
export const ORIGINAL = new Set([
  ...['original message', 'original appointment', 'forwarded message', 'reply message'],
  ...['ursprüngliche nachricht', 'originalnachricht', 'weitergeleitete nachricht'],
  ...["message d'origine", 'message d’origine', 'message original', 'message transféré'],
  ...['mensaje original', 'mensaje reenviado'],
  ...['исходное сообщение', 'оригинальное сообщение', 'пересылаемое сообщение'],
  ...['الرسالة الأصلية', 'رسالة أصلية', 'رسالة محولة'],
])

/** Lines that mail programs on phones add below each mail. */
export const SENT_FROM = new RegExp(
  `^(?:${[
    'sent from (?:my |yahoo|proton|mail for|outlook)',
    'get outlook for',
    'von meinem .{1,40} gesendet',
    'gesendet (?:von|mit|aus) ',
    'diese nachricht wurde von meinem',
    'outlook für .{1,20} (?:beziehen|herunterladen)',
    'holen sie sich outlook',
    'envoyé (?:de|depuis|à partir de) ',
    '(?:télécharge|obtene)[rz] outlook',
    'provenance : courrier',
    'enviado (?:desde|con) ',
    'obtener outlook para',
    'отправлено (?:с|из) ',
    '(?:получить|скачать|скачайте) outlook',
    'أُ?رسلت? من ',
    'تم الإرسال من ',
    'مرسل من ',
    'احصل على outlook',
  ].join('|')})`,
  'i',
)
