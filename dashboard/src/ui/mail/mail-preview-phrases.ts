import { phrasesOf } from '../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Preview',
    language: 'Language',
    sample: 'Email',
    send: 'Send to me',
    sent: 'Sent to {email}.',
    refused: 'The email was not accepted',
  },
  ru: {
    title: 'Предпросмотр',
    language: 'Язык',
    sample: 'Письмо',
    send: 'Отправить мне',
    sent: 'Отправлено на {email}.',
    refused: 'Письмо не приняли',
  },
})
