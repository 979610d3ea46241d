/** The phrases of formatting and emoji; fetched with the views that show them. */
export const enWriting = {
  copyCode: 'Copy code',
  openLink: 'Open this link?',
  open: 'Open',

  slowMode: 'Slow mode',

  formatting: 'Formatting',
  bold: 'Bold',
  italic: 'Italic',
  strike: 'Strikethrough',
  code: 'Code',
  quote: 'Quote',
  link: 'Link',

  emoji: 'Emoji',
  searchEmoji: 'Search emoji',
  noEmoji: 'No emoji found',
  emojiSuggestions: 'Emoji suggestions',
  skinTone: 'Skin tone',
  skinTones: ['Default', 'Light', 'Medium-light', 'Medium', 'Medium-dark', 'Dark'],
  recentEmoji: 'Recently used',
  foundEmoji: 'Search results',
  emojiGroups: [
    'Smileys & emotion',
    'People & body',
    'Animals & nature',
    'Food & drink',
    'Travel & places',
    'Activities',
    'Objects',
    'Symbols',
    'Flags',
  ],
}

export type WritingCatalog = typeof enWriting
