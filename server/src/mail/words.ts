import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import type { WebhookOffReason } from '@imbachat/protocol/http/widget/webhooks'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'

/** The text of each mail, before and after its button. */
export interface Words {
  reset(put: { host: string; email: string }): { subject: string; before: string[]; button: string; after: string[] }
  changed(put: { host: string; email: string }): { subject: string; before: string[] }
  invite(put: { host: string; widget: string; role: WidgetRole; by: string }): {
    subject: string
    before: string[]
    button: string
    after: string[]
  }
  webhook_off(put: { host: string; widget: string; receiver: string; reason: WebhookOffReason }): {
    subject: string
    before: string[]
    button: string
  }
  test(put: { host: string }): { subject: string; before: string[] }
}

const ROLES: Record<MailLanguage, Record<WidgetRole, string>> = {
  en: { owner: 'owner', admin: 'admin', moderator: 'moderator', viewer: 'viewer' },
  ru: { owner: 'владелец', admin: 'администратор', moderator: 'модератор', viewer: 'наблюдатель' },
}

export const WORDS: Record<MailLanguage, Words> = {
  en: {
    reset: ({ host, email }) => ({
      subject: `Reset your password for ${host}`,
      before: [`Someone asked to reset the password of ${email} for the chat dashboard at ${host}.`],
      button: 'Choose a new password',
      after: [
        'The link works once and expires in one hour.',
        "If it wasn't you, ignore this email. Your password stays as it is.",
      ],
    }),
    changed: ({ host, email }) => ({
      subject: `Your password for ${host} was changed`,
      before: [
        `The password of ${email} for the chat dashboard at ${host} was ` +
          'just changed. Your other devices are signed out.',
        "If it wasn't you, choose “Forgot password?” on the sign-in page, or ask the administrator of the server.",
      ],
    }),
    invite: ({ host, widget, role, by }) => ({
      subject: `Invitation to the team of ${widget}`,
      before: [`${by} invites you to join the team of the chat “${widget}” at ${host}. Your role: ${ROLES.en[role]}.`],
      button: 'View the invitation',
      after: [
        'The link is for you alone. It works once and expires in seven days.',
        "If you didn't expect this, ignore this email.",
      ],
    }),
    webhook_off: ({ host, widget, receiver, reason }) => ({
      subject: `A webhook of ${widget} was turned off`,
      before: [
        reason === 'gone'
          ? `The chat “${widget}” at ${host} no longer delivers events to ${receiver}: it answered 410 Gone.`
          : `The chat “${widget}” at ${host} no longer delivers events to ${receiver}: for days, it took none.`,
        'Events that happen now are kept for a while. Once the receiver works, turn the webhook on: it goes on where ' +
          'it stopped.',
      ],
      button: 'Open webhooks',
    }),
    test: ({ host }) => ({
      subject: `Test email from ${host}`,
      before: [`The chat server at ${host} can send email. Email is set up correctly.`],
    }),
  },
  ru: {
    reset: ({ host, email }) => ({
      subject: `Сброс пароля на ${host}`,
      before: [`Кто-то запросил новый пароль для ${email} в личном кабинете чата на ${host}.`],
      button: 'Задать новый пароль',
      after: [
        'Ссылка сработает один раз и действует один час.',
        'Если это не вы, ничего не делайте: пароль останется прежним.',
      ],
    }),
    changed: ({ host, email }) => ({
      subject: `Пароль на ${host} изменён`,
      before: [
        `Пароль для ${email} в личном кабинете чата на ${host} только что ` +
          'изменили. Сеансы на других устройствах завершены.',
        'Если это не вы, нажмите «Забыли пароль?» на странице входа или обратитесь к администратору сервера.',
      ],
    }),
    invite: ({ host, widget, role, by }) => ({
      subject: `Приглашение в команду «${widget}»`,
      before: [`${by} приглашает вас в команду чата «${widget}» на ${host}. Ваша роль: ${ROLES.ru[role]}.`],
      button: 'Открыть приглашение',
      after: [
        'Ссылка только для вас: она сработает один раз и действует семь дней.',
        'Если вы не ждали приглашения, ничего не делайте.',
      ],
    }),
    webhook_off: ({ host, widget, receiver, reason }) => ({
      subject: `Вебхук чата «${widget}» отключён`,
      before: [
        reason === 'gone'
          ? `Чат «${widget}» на ${host} больше не отправляет события на ${receiver}: оттуда пришёл ответ 410 Gone.`
          : `Чат «${widget}» на ${host} больше не отправляет события на ${receiver}: его несколько дней не принимали.`,
        'Новые события пока хранятся. Когда приёмник заработает, включите вебхук — отправка продолжится с того же места.',
      ],
      button: 'Открыть вебхуки',
    }),
    test: ({ host }) => ({
      subject: `Проверка почты: ${host}`,
      before: [`Сервер чата на ${host} отправляет почту. Всё настроено правильно.`],
    }),
  },
}
