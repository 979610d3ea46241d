import { z } from 'zod'
import { type WidgetSettings, widgetSettings } from './widget-settings.ts'

type NumberName = {
  [Name in keyof WidgetSettings]: WidgetSettings[Name] extends number ? Name : never
}[keyof WidgetSettings]

/** The smallest and largest value of each number. A macro: it runs while bundling, so Zod stays out of the page. */
export const rangesOfSettings = () =>
  Object.fromEntries(
    Object.entries(widgetSettings.shape).flatMap(([name, values]) =>
      values instanceof z.ZodNumber ? [[name, { min: values.minValue, max: values.maxValue }]] : [],
    ),
  ) as Record<NumberName, { min: number; max: number }>
