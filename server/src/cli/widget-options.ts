import type { Given, Option } from './command.ts'
import { settingsOf } from './values.ts'

/** Options that both making and changing a widget take. */
export const widgetOptions = {
  'users-info-url': {
    value: 'URL',
    help: 'where the server gets names and avatars; {ids} marks where the IDs go',
  },
  origin: {
    value: 'ORIGIN',
    multiple: true,
    help: 'site that can load the chat, such as https://shop.example or https://*.shop.example',
  },
  setting: { value: 'NAME=VALUE', multiple: true, help: 'such as theme=dark, message_max_chars=2000, language=ru' },
  json: { help: 'print JSON' },
} as const satisfies Record<string, Option>

/** Which option stands behind a field of the schema. */
export const optionOfField = { origins: 'origin', settings: 'setting' }

/** What of a widget was given, in the schema's words. An empty text takes away what was set. */
export function widgetFields(given: Given): Record<string, unknown> {
  const url = given.text('users-info-url')
  const origins = given.list('origin')
  const settings = given.list('setting')
  return {
    ...(url !== undefined && { users_info_url: url === '' ? null : url }),
    ...(origins && { origins: origins.filter((origin) => origin !== '') }),
    ...(settings && { settings: settingsOf(settings) }),
  }
}
