import type { Given, Option } from '../command.ts'
import { settingsOf } from '../values.ts'

/** Options for both creating and changing a widget. */
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

/** The option for each field of the schema. */
export const optionOfField = { origins: 'origin', settings: 'setting' }

/** The given options as fields of the schema. An empty text clears a field. */
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
