import { later } from './later.tsx'

export const EmojiPicker = later(async () => (await import('./emoji-picker.tsx')).EmojiPicker)
export const EmojiSuggestions = later(async () => (await import('./emoji-suggestions.tsx')).EmojiSuggestions, true)
