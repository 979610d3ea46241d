import type { WritingCatalog } from '../en/writing.ts'

export const deWriting: WritingCatalog = {
  copyCode: 'Code kopieren',
  openLink: 'Diesen Link öffnen?',
  open: 'Öffnen',

  slowMode: 'Langsamer Modus',

  formatting: 'Formatierung',
  bold: 'Fett',
  italic: 'Kursiv',
  strike: 'Durchgestrichen',
  code: 'Code',
  quote: 'Zitat',
  link: 'Link',

  emoji: 'Emoji',
  searchEmoji: 'Emoji suchen',
  noEmoji: 'Kein Emoji gefunden',
  emojiSuggestions: 'Emoji-Vorschläge',
  skinTone: 'Hautton',
  skinTones: ['Standard', 'Hell', 'Mittelhell', 'Mittel', 'Mitteldunkel', 'Dunkel'],
  recentEmoji: 'Zuletzt verwendet',
  foundEmoji: 'Suchergebnisse',
  emojiGroups: [
    'Smileys und Gefühle',
    'Menschen und Körper',
    'Tiere und Natur',
    'Essen und Trinken',
    'Reisen und Orte',
    'Aktivitäten',
    'Gegenstände',
    'Symbole',
    'Flaggen',
  ],
}
