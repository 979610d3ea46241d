import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import type { WebhookOffReason } from '@imbachat/protocol/http/widget/webhooks'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'

type BeforeSendFailure = WidgetSettings['before_send_failure']
type Notice = { subject: string; before: string[]; button: string }

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
  webhook_off(put: { host: string; widget: string; receiver: string; reason: WebhookOffReason }): Notice
  webhook_fails(put: { host: string; widget: string; receiver: string }): Notice
  waiting(put: { host: string; widget: string; count: number }): Notice
  site(put: { host: string; widget: string; message: string }): Notice
  /** `failure`: whether messages are sent or refused while the program does not answer */
  before_send(put: { host: string; widget: string; message: string; failure: BeforeSendFailure }): Notice
  /** `date`: of the first of them */
  key(put: { host: string; widget: string; names: string[]; date: string }): Notice
  disk(put: { host: string; node: string }): Notice
  /** below each of these: where they are turned off */
  choose(put: { url: string }): string
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
    webhook_fails: ({ host, widget, receiver }) => ({
      subject: `A webhook of ${widget} fails`,
      before: [
        `For an hour, ${receiver} has taken no event of the chat “${widget}” at ${host}.`,
        'Events wait in order, and are delivered once the receiver works. If it takes none for days, the webhook is ' +
          'turned off.',
      ],
      button: 'Open webhooks',
    }),
    waiting: ({ host, widget, count }) => ({
      subject: `${widget}: ${count === 1 ? '1 message waits' : `${count} messages wait`} for a decision`,
      before: [
        `Reports and held messages of the chat “${widget}” at ${host} wait for a moderator: ${count}. ` +
          'The oldest has waited for 15 minutes or more.',
      ],
      button: 'Open the queue',
    }),
    site: ({ host, widget, message }) => ({
      subject: `${widget}: the site does not answer`,
      before: [
        `For 15 minutes the chat “${widget}” at ${host} has not been able to ask the site about its users: ${message}`,
        'The chat goes on with the names that it knows. New users have placeholder names until the site answers.',
      ],
      button: 'Test the connection',
    }),
    before_send: ({ host, widget, message, failure }) => ({
      subject: failure === 'open' ? `${widget}: messages are not checked` : `${widget}: messages are not sent`,
      before: [
        `For minutes, the chat “${widget}” at ${host} has had no decision about messages from your program: ${message}`,
        failure === 'open'
          ? 'Until the program answers, messages are sent without its check.'
          : 'Until the program answers, no message is sent: people’s messages wait on their devices.',
      ],
      button: 'Open the settings',
    }),
    key: ({ host, widget, names, date }) => ({
      subject: `${widget}: ${names.length === 1 ? 'an API key ends soon' : `${names.length} API keys end soon`}`,
      before: [
        `In the chat “${widget}” at ${host}, ${names.length === 1 ? 'this API key ends' : 'these API keys end'} soon: ` +
          `${listed(names, '“”')}. The first end is on ${date} (UTC).`,
        'Programs that use such a key are refused from then on. Create a new key, give it to your program, and revoke ' +
          'the old one.',
      ],
      button: 'Open keys',
    }),
    disk: ({ host, node }) => ({
      subject: `The disk of ${host} is full`,
      before: [
        `The disk of the chat server ${node} is full. People can read, and nobody can write.`,
        'Make room on it: the server goes on by itself.',
      ],
      button: 'Open the server',
    }),
    choose: ({ url }) => `You choose which of these emails you get in your account: ${url}`,
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
    webhook_fails: ({ host, widget, receiver }) => ({
      subject: `Вебхук чата «${widget}» не работает`,
      before: [
        `Уже час ${receiver} не принимает события чата «${widget}» на ${host}.`,
        'События ждут по порядку и будут доставлены, когда приёмник заработает. Если он не будет принимать их ' +
          'несколько дней, вебхук отключится.',
      ],
      button: 'Открыть вебхуки',
    }),
    waiting: ({ host, widget, count }) => ({
      subject: `«${widget}»: ждут решения — ${count}`,
      before: [
        `В чате «${widget}» на ${host} модератора ждут жалобы и задержанные сообщения: ${count}. ` +
          'Самое старое ждёт 15 минут или дольше.',
      ],
      button: 'Открыть очередь',
    }),
    site: ({ host, widget, message }) => ({
      subject: `«${widget}»: сайт не отвечает`,
      before: [
        `Уже 15 минут чат «${widget}» на ${host} не может узнать у сайта о пользователях. Ошибка: ${message}`,
        'Чат работает с известными именами. У новых пользователей имён не будет, пока сайт не ответит.',
      ],
      button: 'Проверить связь',
    }),
    before_send: ({ host, widget, message, failure }) => ({
      subject: failure === 'open' ? `«${widget}»: сообщения не проверяются` : `«${widget}»: сообщения не отправляются`,
      before: [
        `Уже несколько минут чат «${widget}» на ${host} не получает от вашей программы решений о сообщениях. ` +
          `Ошибка: ${message}`,
        failure === 'open'
          ? 'Пока программа не ответит, сообщения уходят без её проверки.'
          : 'Пока программа не ответит, сообщения не отправляются и ждут на устройствах пользователей.',
      ],
      button: 'Открыть настройки',
    }),
    key: ({ host, widget, names, date }) => ({
      subject: `«${widget}»: скоро истечёт срок ${names.length === 1 ? 'ключа API' : 'ключей API'}`,
      before: [
        `В чате «${widget}» на ${host} скоро перестанут работать ключи API: ${listed(names, '«»')}. ` +
          `Ближайший срок — ${date} (UTC).`,
        'После этого программы с таким ключом получат отказ. Создайте новый ключ, передайте его программе, а старый ' +
          'отзовите.',
      ],
      button: 'Открыть ключи',
    }),
    disk: ({ host, node }) => ({
      subject: `На ${host} закончилось место на диске`,
      before: [
        `На диске сервера чата ${node} не осталось места. Читать можно, писать нельзя.`,
        'Освободите место — сервер продолжит работу сам.',
      ],
      button: 'Открыть сервер',
    }),
    choose: ({ url }) => `Какие из этих писем получать, вы выбираете в аккаунте: ${url}`,
    test: ({ host }) => ({
      subject: `Проверка почты: ${host}`,
      before: [`Сервер чата на ${host} отправляет почту. Всё настроено правильно.`],
    }),
  },
}

/** Maximum of names that one sentence lists. */
const LISTED = 10

const listed = (names: readonly string[], [open, close]: string): string => {
  const shown = names.slice(0, LISTED).map((name) => `${open}${name}${close}`)
  return [...shown, ...(names.length > LISTED ? ['…'] : [])].join(', ')
}
