import { DEFAULT_WIDGET_SETTINGS } from '@imbachat/protocol/http/widget/widget-settings'
import { type Language, languages } from '@imbachat/protocol/phrases/languages'
import { sampleDigest } from '../../mail/sample-digest.ts'
import { writeDigest } from '../../mail/write-digest.ts'

/** An answer as a mail program writes it, and what of it the user wrote. */
export interface CorpusMail {
  name: string
  client: Client
  /** `html`: the mail has no other part */
  type: 'plain' | 'html'
  body: string
  expected: string
}

const CLIENTS = ['gmail', 'outlook', 'apple', 'yandex', 'mailru', 'thunderbird'] as const
type Client = (typeof CLIENTS)[number]

export const SENDER = ['chat@shop.example', 'Shop chat']
const [ADDRESS = '', NAME = ''] = SENDER

/** What users say, as they say it: one line, lines and paragraphs, and what looks like a part of a mail but is none. */
const SAID: Record<Language, [short: string, long: string, tricky: string]> = {
  en: [
    'Yes, see you at six.',
    'Hi Boris,\n\nthe bike is still for sale.\nYou can pick it up tomorrow.\n\nAnna',
    'From: the corner of Main Street\nTime: 18:30\n\nOn Monday my brother wrote:\nbring cash.',
  ],
  ru: [
    'Да, до встречи в шесть.',
    'Борис, здравствуйте!\n\nВелосипед ещё продаётся.\nМожно забрать завтра.\n\nАнна',
    'От: угла Главной улицы\nВремя: 18:30\n\nОн пишет:\nвозьмите наличные.',
  ],
  de: [
    'Ja, bis um sechs.',
    'Hallo Boris,\n\ndas Fahrrad ist noch zu haben.\nSie können es morgen abholen.\n\nAnna',
    'Von: der Ecke Hauptstraße\nUhrzeit: 18:30\n\nMein Bruder schrieb:\nbitte bar zahlen.',
  ],
  fr: [
    'Oui, à six heures.',
    'Bonjour Boris,\n\nle vélo est toujours à vendre.\nVous pouvez le récupérer demain.\n\nAnne',
    'De : l’angle de la rue\nHeure : 18:30\n\nMon frère a écrit :\nprenez du liquide.',
  ],
  es: [
    'Sí, nos vemos a las seis.',
    'Hola, Boris:\n\nla bicicleta sigue en venta.\nPuedes recogerla mañana.\n\nAna',
    'De: la esquina de la calle\nHora: 18:30\n\nMi hermano escribió:\ntrae efectivo.',
  ],
  ar: [
    'نعم، أراك في السادسة.',
    'مرحبًا بوريس،\n\nالدراجة ما زالت للبيع.\nيمكنك استلامها غدًا.\n\nأنس',
    'من: زاوية الشارع\nالوقت: 18:30\n\nأخي كتب:\nأحضر نقودًا.',
  ],
}

/** The line above the quoted mail, by client and language. */
const LEADS: Record<Exclude<Client, 'outlook'>, Record<Language, string>> = {
  gmail: {
    en: `On Mon, Nov 30, 2026 at 9:15 AM ${NAME} <${ADDRESS}> wrote:`,
    ru: `пн, 30 нояб. 2026 г. в 09:15, ${NAME} <${ADDRESS}>:`,
    de: `Am Mo., 30. Nov. 2026 um 09:15 Uhr schrieb ${NAME} <${ADDRESS}>:`,
    fr: `Le lun. 30 nov. 2026 à 09:15, ${NAME} <${ADDRESS}> a écrit :`,
    es: `El lun, 30 nov 2026 a las 9:15, ${NAME} (<${ADDRESS}>) escribió:`,
    ar: `‫في الاثنين، 30 نوفمبر 2026 في 9:15 ص تمت كتابة ما يلي بواسطة ‪${NAME}‬‏ <‪${ADDRESS}‬‏>:‬`,
  },
  apple: {
    en: `On 30 Nov 2026, at 09:15, ${NAME} <${ADDRESS}> wrote:`,
    ru: `30 нояб. 2026 г., в 09:15, ${NAME} <${ADDRESS}> написал(а):`,
    de: `Am 30.11.2026 um 09:15 schrieb ${NAME} <${ADDRESS}>:`,
    fr: `Le 30 nov. 2026 à 09:15, ${NAME} <${ADDRESS}> a écrit :`,
    es: `El 30 nov 2026, a las 9:15, ${NAME} <${ADDRESS}> escribió:`,
    ar: `في ٣٠ نوفمبر ٢٠٢٦، الساعة ٩:١٥ ص، كتب/كتبت ${NAME} <${ADDRESS}>:`,
  },
  yandex: {
    en: `30.11.2026, 09:15, "${NAME}" <${ADDRESS}>:`,
    ru: `30.11.2026, 09:15, "${NAME}" <${ADDRESS}>:`,
    de: `30.11.2026, 09:15, "${NAME}" <${ADDRESS}>:`,
    fr: `30.11.2026, 09:15, "${NAME}" <${ADDRESS}>:`,
    es: `30.11.2026, 09:15, "${NAME}" <${ADDRESS}>:`,
    ar: `30.11.2026, 09:15, "${NAME}" <${ADDRESS}>:`,
  },
  mailru: {
    en: `Monday, 30 November 2026, 9:15 +03:00 from ${NAME} <${ADDRESS}>:`,
    ru: `Понедельник, 30 ноября 2026, 9:15 +03:00 от ${NAME} <${ADDRESS}>:`,
    de: `Montag, 30. November 2026, 9:15 +03:00 von ${NAME} <${ADDRESS}>:`,
    fr: `Lundi, 30 novembre 2026, 9:15 +03:00 de ${NAME} <${ADDRESS}>:`,
    es: `Lunes, 30 de noviembre de 2026, 9:15 +03:00 de ${NAME} <${ADDRESS}>:`,
    ar: `الاثنين، 30 نوفمبر 2026، 9:15 +03:00 من ${NAME} <${ADDRESS}>:`,
  },
  thunderbird: {
    en: `On 11/30/26 09:15, ${NAME} wrote:`,
    ru: `30.11.2026 9:15, ${NAME} пишет:`,
    de: `Am 30.11.26 um 09:15 schrieb ${NAME}:`,
    fr: `Le 30/11/2026 à 09:15, ${NAME} a écrit :`,
    es: `El 30/11/26 a las 9:15, ${NAME} escribió:`,
    ar: `في 30‏/11‏/2026 9:15 ص، كتب ${NAME}:`,
  },
}

/** Outlook quotes without a mark, below the headers of the mail. */
const HEADERS: Record<Language, [from: string, sent: string, to: string, subject: string]> = {
  en: ['From:', 'Sent:', 'To:', 'Subject:'],
  ru: ['От:', 'Отправлено:', 'Кому:', 'Тема:'],
  de: ['Von:', 'Gesendet:', 'An:', 'Betreff:'],
  fr: ['De :', 'Envoyé :', 'À :', 'Objet :'],
  es: ['De:', 'Enviado:', 'Para:', 'Asunto:'],
  ar: ['من:', 'تم الإرسال:', 'إلى:', 'الموضوع:'],
}

const ORIGINAL: Record<Language, string> = {
  en: '-----Original Message-----',
  ru: '-----Исходное сообщение-----',
  de: '-----Ursprüngliche Nachricht-----',
  fr: "-----Message d'origine-----",
  es: '-----Mensaje original-----',
  ar: '-----الرسالة الأصلية-----',
}

/** Below a mail that was written on a phone or in an app. */
const SIGNATURES: Record<Client, Record<Language, string>> = {
  gmail: {
    en: '-- \nAnna Weber\nSales, Shop Ltd.\n+1 555 0100',
    ru: '-- \nАнна Вебер\nотдел продаж\n+7 495 000-00-00',
    de: '-- \nAnna Weber\nVertrieb\n+49 30 000000',
    fr: '-- \nAnne Vasseur\nService clients',
    es: '-- \nAna Vega\nVentas',
    ar: '-- \nأنس محمود\nالمبيعات',
  },
  outlook: {
    en: 'Get Outlook for iOS<https://aka.ms/o0ukef>',
    ru: 'Получить Outlook для Android<https://aka.ms/AAb9ysg>',
    de: 'Outlook für iOS beziehen<https://aka.ms/o0ukef>',
    fr: 'Obtenez Outlook pour iOS<https://aka.ms/o0ukef>',
    es: 'Obtener Outlook para iOS<https://aka.ms/o0ukef>',
    ar: 'احصل على Outlook لـ iOS<https://aka.ms/o0ukef>',
  },
  apple: {
    en: 'Sent from my iPhone',
    ru: 'Отправлено с iPhone',
    de: 'Von meinem iPhone gesendet',
    fr: 'Envoyé de mon iPhone',
    es: 'Enviado desde mi iPhone',
    ar: 'أُرسلت من الـ iPhone',
  },
  yandex: {
    en: '-- \nSent from Yandex Mail for mobile',
    ru: '-- \nОтправлено из мобильного приложения Яндекс Почты',
    de: '-- \nGesendet aus der Yandex Mail App',
    fr: '-- \nEnvoyé depuis Yandex Mail',
    es: '-- \nEnviado desde Yandex Mail',
    ar: '-- \nمرسل من بريد Yandex',
  },
  mailru: {
    en: '--\nSent from Mail.ru app for iOS',
    ru: '--\nОтправлено из мобильной Почты Mail',
    de: '--\nGesendet von Mail.ru',
    fr: '--\nEnvoyé depuis Mail.ru',
    es: '--\nEnviado desde Mail.ru',
    ar: '--\nأرسلت من Mail.ru',
  },
  thunderbird: {
    en: '-- \nAnna',
    ru: '-- \nАнна',
    de: '-- \nAnna',
    fr: '-- \nAnne',
    es: '-- \nAna',
    ar: '-- \nأنس',
  },
}

const quote = (text: string, mark = '>'): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? mark : line.startsWith('>') ? `${mark}${line}` : `${mark} ${line}`))
    .join('\n')

/** Mail programs break lines of more than 76 characters. */
const wrapped = (line: string): string => {
  const lines: string[] = ['']
  for (const word of line.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last.length + word.length > 70 && last !== '') lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.join('\n')
}

/** The mail that is answered, as the chat writes it. */
export function ourMail(language: Language): { subject: string; text: string; html: string } {
  const settings = DEFAULT_WIDGET_SETTINGS
  const at = { language, content: 'text', time_zone: 'UTC', now: Date.UTC(2026, 10, 30, 9) } as const
  const { rooms, ...digest } = sampleDigest({ settings, site: 'shop.example', page: 'https://shop.example/' }, at)
  return writeDigest({
    ...digest,
    rooms: rooms.slice(0, 1).map((room) => ({ ...room, replyTo: 'reply+1-abc@in.shop.example' })),
  })
}

const headersOf = (language: Language, subject: string): string => {
  const [from, sent, to, about] = HEADERS[language]
  return [
    `${from} ${NAME} <${ADDRESS}>`,
    `${sent} 30.11.2026 9:15`,
    `${to} anna@home.example`,
    `${about} ${subject}`,
  ].join('\n')
}

function quotedBelow(client: Client, language: Language, isFirst = true): string {
  const { subject, text } = ourMail(language)
  if (client !== 'outlook') return `${wrapped(LEADS[client][language])}\n\n${quote(text)}`
  // two of Outlook's ways
  const line = isFirst ? '________________________________' : ORIGINAL[language]
  return `${line}\n${headersOf(language, subject)}\n\n${text}`
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>')

/** The same answer in HTML, as each of the programs writes it. */
function htmlAnswer(client: Client, language: Language, answer: string): string {
  const { subject, html } = ourMail(language)
  const ours = html.replace(/^[\s\S]*<body[^>]*>|<\/body>[\s\S]*$/g, '')
  const own = answer
    .split('\n')
    .map((line) => `<div>${line === '' ? '<br>' : escaped(line)}</div>`)
    .join('')
  const lead = client === 'outlook' ? '' : escaped(LEADS[client][language])
  switch (client) {
    case 'gmail':
      return (
        `<div dir="ltr">${own}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" ` +
        `class="gmail_attr">${lead}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">` +
        `${ours}</blockquote></div>`
      )
    case 'outlook':
      return (
        `<html><head><style>p{margin:0}</style></head><body dir="ltr">${own}<div id="appendonsend"></div>` +
        `<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font>` +
        `${escaped(headersOf(language, subject))}</font><div>&nbsp;</div></div>${ours}</body></html>`
      )
    case 'apple':
      return `<html><body>${own}<div><br><blockquote type="cite"><div>${lead}</div><br></blockquote></div><blockquote type="cite"><div>${ours}</div></blockquote></body></html>`
    case 'yandex':
      return `<div>${own}</div><div>&nbsp;</div><div>${lead}</div><blockquote><div>${ours}</div></blockquote>`
    case 'mailru':
      return `<HTML><BODY><div>${own}</div><blockquote style="border-left:1px solid #08C"><div>${lead}</div>${ours}</blockquote></BODY></HTML>`
    case 'thunderbird':
      return `<html><body><div>${own}</div><div class="moz-cite-prefix">${lead}<br></div><blockquote type="cite" cite="mid:a@b">${ours}</blockquote></body></html>`
  }
}

/** A mail for each program, language and way to answer. */
export function corpus(): CorpusMail[] {
  const mails: CorpusMail[] = []
  for (const client of CLIENTS) {
    for (const [at, language] of languages.entries()) {
      const [short, long, tricky] = SAID[language]
      const { text } = ourMail(language)
      const add = (shape: string, body: string, expected: string, type: CorpusMail['type'] = 'plain') =>
        mails.push({ name: `${client} ${language} ${shape}`, client, type, body, expected })
      const below = quotedBelow(client, language)
      add('above', `${short}\n\n${below}`, short)
      add(
        'above, long and signed',
        `${long}\n\n${SIGNATURES[client][language]}\n\n${quotedBelow(client, language, false)}`,
        long,
      )
      add('above, looks like a quote', `${tricky}\n\n\n${below}`, tricky)
      add('HTML only', htmlAnswer(client, language, at % 2 === 0 ? short : long), at % 2 === 0 ? short : long, 'html')
      if (client === 'outlook') {
        // quotes in quotes: each level has headers of its own
        const { subject } = ourMail(language)
        add('above a thread', `${short}\n\n${headersOf(language, subject)}\n\n${long}\n\n${below}`, short)
        continue
      }
      const lead = wrapped(LEADS[client][language])
      add('below', `${lead}\n${quote(text)}\n\n${long}`, long)
      const [first = '', ...rest] = text.split('\n').filter((line) => line !== '')
      const inline = `${lead}\n\n${quote(first)}\n\n${short}\n\n${quote(rest.join('\n'))}\n\n${long}`
      add('between', inline, `${short}\n\n${long}`)
      add('above a thread', `${short}\n\n${lead}\n\n${quote(`${long}\n\n${lead}\n${quote(text)}`)}`, short)
    }
  }
  return mails
}
