import { z } from 'zod'
import { operations } from '../operation.ts'
import { CALLED_WITH_PASSWORD, widgetSettings } from '../widget/widget-settings.ts'
import { API } from './api-parts.ts'

const settable = widgetSettings.omit(CALLED_WITH_PASSWORD)
// not strict: a field without a description is left out of the answer
const apiSettings = z.object(settable.shape).meta({ id: 'ApiSettings' })
const one = z.object({ settings: apiSettings })

export const apiSettingsOperations = operations(API, {
  'settings.get': {
    access: 'key',
    scope: 'settings:read',
    method: 'get',
    path: '/settings',
    summary: 'Settings of the widget: what users may do, and how the chat looks',
    result: one,
  },
  'settings.change': {
    access: 'key',
    scope: 'settings:write',
    method: 'patch',
    path: '/settings',
    summary: 'Change settings of the widget; what is not named stays',
    body: settable.partial().meta({ id: 'ApiSettingsPatch' }),
    result: one,
  },
})
