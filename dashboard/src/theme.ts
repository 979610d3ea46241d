import { effect, signal } from '@preact/signals'
import { keepPreference, readPreference } from './preferences.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const kept = readPreference('theme')
export const theme = signal<Theme>(THEMES.find((name) => name === kept) ?? 'system')

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen
  keepPreference('theme', chosen)
}

/** Puts the choice where the style sheet looks for it. */
export function startTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value
  })
}
