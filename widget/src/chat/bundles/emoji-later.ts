import { later } from '../ui/later.tsx'

export const EmojiPicker = later(async () => (await import('../emoji/emoji-picker.tsx')).EmojiPicker)
export const EmojiSuggestions = later(
  async () => (await import('../emoji/emoji-suggestions.tsx')).EmojiSuggestions,
  true,
)
